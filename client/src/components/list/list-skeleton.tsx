import { For } from "solid-js";

/** The list's shape before it is there. */
export function ListSkeleton() {
  return (
    <div class="card divide-y divide-line" role="status" aria-label="Loading the stores">
      <For each={[36, 28, 44, 32, 40]}>
        {(width) => (
          <div class="flex items-center gap-4 px-4 py-3.5">
            <span class="skeleton h-4" style={{ width: `${width}%` }} />
            <span class="skeleton ml-auto h-4 w-24" />
            <span class="skeleton hidden h-4 w-32 sm:block" />
          </div>
        )}
      </For>
    </div>
  );
}
