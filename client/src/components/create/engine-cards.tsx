import { For } from "solid-js";
import type { EnginesQuery } from "../../generated/graphql.ts";
import { FieldError } from "./field-error.tsx";

/** One engine of several, as radio buttons that look like cards. */
export function EngineCards(props: {
  engines: EnginesQuery["engines"];
  chosen: string | undefined;
  error: string | undefined;
  onChoose: (name: string) => void;
}) {
  return (
    <fieldset class="grid gap-2" aria-describedby={props.error ? "engine-error" : undefined}>
      <legend class="label pb-1.5">Engine</legend>
      <div class="grid gap-3 sm:grid-cols-2">
        <For each={props.engines}>
          {(engine) => (
            <label class="card group relative grid cursor-pointer content-start gap-1 p-4 transition-colors hover:bg-sunken/60 has-checked:border-accent has-checked:bg-accent-wash has-checked:shadow-[inset_0_0_0_1px_var(--color-accent)] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
              <span class="flex items-center justify-between gap-2">
                <span class="text-lg font-semibold tracking-tight">{engine.title}</span>
                <input
                  type="radio"
                  name="engine"
                  value={engine.name}
                  checked={engine.name === props.chosen}
                  disabled={!engine.available}
                  class="size-4 accent-accent outline-none"
                  onChange={() => props.onChoose(engine.name)}
                />
              </span>
              <span class="text-sm text-soft">{engine.description}</span>
              <span class="pt-1 font-mono text-xs text-faint group-has-checked:text-soft">
                {engine.name} {engine.defaultVersion}
              </span>
            </label>
          )}
        </For>
      </div>
      <FieldError id="engine" text={props.error} />
    </fieldset>
  );
}
