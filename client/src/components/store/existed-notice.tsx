import Info from "lucide-solid/icons/info";
import { For, Show } from "solid-js";
import { Notice } from "../status/notice.tsx";

/** Create found the store there already: what was asked for and what it is. */
export function ExistedNotice(props: {
  differences: readonly { field: string; requested: string | null; actual: string | null }[];
}) {
  return (
    <Notice tone="info" role="status" icon={<Info class="size-4" />}>
      This store existed already; nothing was created.
      <Show when={props.differences.length > 0}>
        <ul class="list-disc pl-4">
          <For each={props.differences}>
            {(difference) => (
              <li>
                {difference.field}: asked for {difference.requested ?? "nothing"}, is {difference.actual ?? "nothing"}
              </li>
            )}
          </For>
        </ul>
      </Show>
    </Notice>
  );
}
