import { For } from "solid-js";

/** The store page's shape before it is there. */
export function StoreSkeleton(props: { name: string }) {
  return (
    <div class="grid gap-5" role="status" aria-label={`Loading ${props.name}`}>
      <h1 class="wrap-anywhere">{props.name}</h1>
      <div class="card grid gap-3 p-4">
        <For each={[20, 34, 48, 62, 78]}>
          {(width) => <span class="skeleton h-3.5" style={{ width: `${width}%` }} />}
        </For>
      </div>
    </div>
  );
}
