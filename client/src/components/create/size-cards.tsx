import { For } from "solid-js";
import type { EnginesQuery, StoreSize } from "../../generated/graphql.ts";
import { sizeLabel } from "../status/phase-label.ts";
import { FieldError } from "./field-error.tsx";
import { formatBytes, formatCpu } from "./format-quantity.ts";

/** A size says what it asks of the cluster. */
export function SizeCards(props: {
  sizes: EnginesQuery["engines"][number]["sizes"];
  chosen: StoreSize;
  error: string | undefined;
  onChoose: (size: StoreSize) => void;
}) {
  return (
    <fieldset class="grid gap-2" aria-describedby={props.error ? "size-error" : undefined}>
      <legend class="label pb-1.5">Size</legend>
      <div class="grid gap-2 sm:grid-cols-3">
        <For each={props.sizes}>
          {(size) => (
            <label class="card relative flex cursor-pointer items-start gap-2.5 px-3 py-2.5 transition-colors hover:bg-sunken/60 has-checked:border-accent has-checked:bg-accent-wash has-checked:shadow-[inset_0_0_0_1px_var(--color-accent)] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
              <input
                type="radio"
                name="size"
                value={size.name}
                checked={size.name === props.chosen}
                class="mt-1 size-4 accent-accent outline-none"
                onChange={() => props.onChoose(size.name)}
              />
              <span>
                <span class="block font-medium">{sizeLabel(size.name)}</span>
                <span class="flex flex-wrap gap-x-2 text-xs text-soft sm:grid">
                  <span>{formatCpu(size.cpu)} CPU</span>
                  <span>{formatBytes(size.memory)} memory</span>
                  <span>{formatBytes(size.storage)} storage</span>
                </span>
              </span>
            </label>
          )}
        </For>
      </div>
      <FieldError id="size" text={props.error} />
    </fieldset>
  );
}
