import { useParams } from "@solidjs/router";
import WifiOff from "lucide-solid/icons/wifi-off";
import { createEffect, createSignal, Match, on, Switch } from "solid-js";
import { createTitle } from "../components/shell/create-title.ts";
import { Notice } from "../components/status/notice.tsx";
import { StoreSkeleton } from "../components/store/store-skeleton.tsx";
import { StoreByNameDocument, type StoreDetailFragment } from "../generated/graphql.ts";
import { createQuery } from "../live/create-query.ts";
import { useLive } from "../live/live-context.tsx";
import NotFoundPage from "./not-found-page.tsx";
import { StoreView } from "./store-view.tsx";

/**
 * Finds the store of the URL's name and shows that one, by id, also when it is gone: a store made anew under the name is
 * another, and is shown when somebody asks for it.
 */
export default function StorePage() {
  const live = useLive();
  const params = useParams<{ name: string }>();
  const lookup = createQuery(
    () => params.name,
    (name) => live.request(StoreByNameDocument, { name }).then((data) => data.store ?? null),
  );
  const [shown, setShown] = createSignal<StoreDetailFragment>();
  createEffect(() => {
    const found = lookup.data();
    if (found === undefined) setShown(undefined);
    else if (found) setShown((before) => before ?? found);
  });
  // What happened to the store while nobody listened may be forgotten: its name tells.
  createEffect(
    on(
      live.connection,
      (connection) => {
        if (connection.status === "live" || (connection.status === "stale" && connection.retryAt)) lookup.refetch();
      },
      { defer: true },
    ),
  );

  return (
    <Switch fallback={<Loading name={params.name} />}>
      <Match when={shown()?.id} keyed>
        {(id) => (
          <StoreView
            found={shown() as StoreDetailFragment}
            gone={lookup.data() === null || (lookup.data() !== undefined && lookup.data()?.id !== id)}
            replaced={Boolean(lookup.data()) && lookup.data()?.id !== id}
            onLook={lookup.refetch}
            onOpenReplacement={() => setShown(lookup.data() ?? undefined)}
          />
        )}
      </Match>
      <Match when={lookup.data() === null}>
        <NotFoundPage store={params.name} />
      </Match>
      <Match when={lookup.error()}>
        {(error) => (
          <Notice tone="bad" role="alert" icon={<WifiOff class="size-4" />}>
            <h1 class="text-lg">{params.name} cannot be loaded</h1>
            <p class="text-soft">{error().message}</p>
            <button type="button" class="btn mt-2" onClick={lookup.refetch} disabled={lookup.loading()}>
              Try again
            </button>
          </Notice>
        )}
      </Match>
    </Switch>
  );
}

function Loading(props: { name: string }) {
  createTitle(() => props.name);
  return <StoreSkeleton name={props.name} />;
}
