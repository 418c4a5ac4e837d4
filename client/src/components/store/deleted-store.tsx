import { A } from "@solidjs/router";
import PackageX from "lucide-solid/icons/package-x";
import { type JSX, onMount, Show } from "solid-js";
import type { StoreDetailFragment } from "../../generated/graphql.ts";
import { keepFocus } from "../shell/keep-focus.ts";

/** After the end: the store is gone, its last timeline stays readable on this page. */
export function DeletedStore(props: {
  store: StoreDetailFragment;
  /** Another store has the name now. */
  replaced: boolean;
  onOpenReplacement: () => void;
  timeline: JSX.Element;
}) {
  const again = () =>
    `/new?${new URLSearchParams({ name: props.store.name, engine: props.store.engine.name, size: props.store.size.toLowerCase() })}`;
  onMount(() => keepFocus());
  return (
    <div class="grid grid-cols-1 gap-5" data-store-deleted>
      <div class="card grid justify-items-center gap-3 px-6 py-12 text-center">
        <PackageX class="size-8 text-faint" aria-hidden="true" />
        <h1 class="wrap-anywhere">{props.store.displayName} is deleted</h1>
        <p class="max-w-md text-soft">
          Its namespace, volumes, database and credentials are gone. The name{" "}
          <span class="font-mono wrap-anywhere text-ink">{props.store.name}</span>{" "}
          {props.replaced ? "belongs to another store now." : "is free again."}
        </p>
        <div class="mt-1 flex flex-wrap justify-center gap-2">
          <A href="/" class="btn">
            All stores
          </A>
          <Show
            when={props.replaced}
            fallback={
              <A href={again()} class="btn btn-primary">
                Create it again
              </A>
            }
          >
            <button type="button" class="btn btn-primary" onClick={() => props.onOpenReplacement()}>
              Show the new store
            </button>
          </Show>
        </div>
      </div>
      <section class="card p-4" aria-labelledby="last-events-title">
        <h2 id="last-events-title" class="pb-1">
          What happened
        </h2>
        {props.timeline}
      </section>
    </div>
  );
}
