import { type JSX, Show } from "solid-js";
import type { StoreDetailFragment } from "../../generated/graphql.ts";
import { ComponentsList } from "./components-list.tsx";
import { Credentials } from "./credentials.tsx";
import { DriftLine } from "./drift-line.tsx";
import { Facts } from "./facts.tsx";

/** The facts beside the timeline. */
export function StoreAside(props: { store: StoreDetailFragment; history: JSX.Element }) {
  return (
    <aside class="grid min-w-0 grid-cols-1 gap-5" aria-label="Facts">
      <section class="card p-4">
        <h2 class="pb-3">Store</h2>
        <Facts store={props.store} />
      </section>
      <Show when={props.store.components.length > 0 || props.store.drift}>
        <section class="card p-4">
          <h2 class="pb-1">Components</h2>
          <ComponentsList components={props.store.components} />
          <Show when={props.store.drift}>
            {(drift) => (
              <div class="mt-2">
                <DriftLine drift={drift()} />
              </div>
            )}
          </Show>
        </section>
      </Show>
      {props.history}
      <Show when={props.store.credentials}>
        {(secret) => (
          <section class="card p-4">
            <h2 class="pb-1">Credentials</h2>
            <Credentials namespace={secret().namespace} name={secret().name} />
          </section>
        )}
      </Show>
    </aside>
  );
}
