import CircleCheck from "lucide-solid/icons/circle-check";
import CircleDashed from "lucide-solid/icons/circle-dashed";
import { For, Show } from "solid-js";
import type { StoreDetailFragment } from "../../generated/graphql.ts";

/** What must run for the shop to sell. */
export function ComponentsList(props: { components: StoreDetailFragment["components"] }) {
  return (
    <ul aria-label="Components" class="divide-y divide-line">
      <For each={props.components}>
        {(component) => (
          <li class="flex items-center gap-2.5 py-1.5 text-sm">
            <Show
              when={component.ready}
              fallback={<CircleDashed class={`size-4 shrink-0 ${toneOf(component.reason)}`} aria-hidden="true" />}
            >
              <CircleCheck class="size-4 shrink-0 text-ok" aria-hidden="true" />
            </Show>
            <span class="min-w-0 flex-1">
              <span class="block wrap-anywhere font-mono text-xs leading-5">{component.name}</span>
              <span class="text-xs text-faint">
                {component.kind}
                <Show when={component.restarts > 0}>
                  {" "}
                  · {component.restarts} {component.restarts === 1 ? "restart" : "restarts"}
                </Show>
              </span>
            </span>
            <span class={`text-xs ${component.ready ? "text-ok" : toneOf(component.reason)}`}>
              {component.ready ? "Ready" : (component.reason ?? "Not ready")}
            </span>
          </li>
        )}
      </For>
    </ul>
  );
}

/** Asleep is how it was asked to be: no reason to warn. */
const toneOf = (reason: string | null | undefined): string => (reason === "Asleep" ? "text-faint" : "text-warn");
