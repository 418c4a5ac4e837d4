import { useParams } from "@solidjs/router";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import WifiOff from "lucide-solid/icons/wifi-off";
import { Match, Show, Switch } from "solid-js";
import { Breadcrumb } from "../components/shell/breadcrumb.tsx";
import { createTitle } from "../components/shell/create-title.ts";
import { Notice } from "../components/status/notice.tsx";
import { EnginesDocument, StoreByNameDocument } from "../generated/graphql.ts";
import { createQuery } from "../live/create-query.ts";
import { useLive } from "../live/live-context.tsx";
import { ChangeStoreForm } from "./change-store-form.tsx";
import NotFoundPage from "./not-found-page.tsx";

/** Another size or version for a store that is there. */
export default function ChangeStorePage() {
  const live = useLive();
  const params = useParams<{ name: string }>();
  const loaded = createQuery(
    () => params.name,
    async (name) => {
      const [{ store }, { engines }] = await Promise.all([
        live.request(StoreByNameDocument, { name }),
        live.request(EnginesDocument, {}),
      ]);
      return { store: store ?? undefined, engines };
    },
  );
  createTitle(() => `Change ${params.name}`);
  const engine = () => loaded.data()?.engines.find(({ name }) => name === loaded.data()?.store?.engine.name);

  return (
    <Show when={!loaded.data() || loaded.data()?.store} fallback={<NotFoundPage store={params.name} />}>
      <div class="mx-auto grid w-full max-w-3xl grid-cols-1 gap-5">
        <header class="grid gap-2">
          <Breadcrumb within={params.name} here="Change" />
          <h1 class="wrap-anywhere">Change {loaded.data()?.store?.displayName ?? params.name}</h1>
        </header>
        <Switch fallback={<div class="card skeleton h-72" role="status" aria-label="Loading the store" />}>
          <Match when={loaded.data()?.store && !engine()}>
            <Notice tone="warn" icon={<TriangleAlert class="size-4" />}>
              <p class="font-medium">This platform does not offer {loaded.data()?.store?.engine.title} now</p>
              <p class="text-soft">The store goes on as it is; its size and version cannot be changed here.</p>
            </Notice>
          </Match>
          <Match when={loaded.data()?.store?.id} keyed>
            {(_) => {
              const { store } = loaded.data() ?? {};
              const offered = engine();
              return store && offered && <ChangeStoreForm found={store} engine={offered} />;
            }}
          </Match>
          <Match when={loaded.error()}>
            {(error) => (
              <Notice tone="bad" role="alert" icon={<WifiOff class="size-4" />}>
                <p class="font-medium">The store cannot be loaded</p>
                <p class="text-soft">{error().message}</p>
                <button type="button" class="btn mt-2" onClick={loaded.refetch} disabled={loaded.loading()}>
                  Try again
                </button>
              </Notice>
            )}
          </Match>
        </Switch>
      </div>
    </Show>
  );
}
