import { A, useSearchParams } from "@solidjs/router";
import Plus from "lucide-solid/icons/plus";
import WifiOff from "lucide-solid/icons/wifi-off";
import { createEffect, createMemo, createSignal, For, Match, on, onCleanup, Show, Switch } from "solid-js";
import { CapacityMeter } from "../components/list/capacity-meter.tsx";
import { EmptyYard } from "../components/list/empty-yard.tsx";
import { ListSkeleton } from "../components/list/list-skeleton.tsx";
import { ListToolbar } from "../components/list/list-toolbar.tsx";
import { type Selection, selectionOf, selectStores } from "../components/list/select-stores.ts";
import { ROW_GRID, StoreRow } from "../components/list/store-row.tsx";
import { createTitle } from "../components/shell/create-title.ts";
import { Notice } from "../components/status/notice.tsx";
import { SimulatedNotice } from "../components/status/simulated-notice.tsx";
import { createNow } from "../components/time/create-now.ts";
import type { StorePhase, StoreRowFragment } from "../generated/graphql.ts";
import { useLive } from "../live/live-context.tsx";
import { announcePhases } from "./announce-phases.ts";
import { createCapacity } from "./create-capacity.ts";

/** Rows drawn at first, and more at a time. */
const PAGE = 100;

export default function StoresPage() {
  const live = useLive();
  onCleanup(live.openList());
  const [query, setQuery] = useSearchParams();
  const selection = createMemo(() => selectionOf(query));
  const rows = createMemo(live.listRows);
  const selected = createMemo(() => selectStores(rows(), selection()));
  const drawn = () =>
    selected()
      .slice(0, limit())
      .flatMap(({ id }) => live.state.rows[id] ?? []);
  const [limit, setLimit] = createSignal(PAGE);
  createEffect(on(selection, () => setLimit(PAGE), { defer: true }));
  const now = createNow(1_000);
  const overview = createCapacity(rows);
  announcePhases(rows);

  const failed = () => rows().filter((row) => row.phase === "FAILED").length;
  createTitle(() => (failed() > 0 ? `Stores (${failed()} failed)` : "Stores"));

  const change = (next: Partial<Selection>) =>
    setQuery(
      {
        ...("search" in next && { q: next.search || undefined }),
        ...("phases" in next && { phase: next.phases?.join(",").toLowerCase() || undefined }),
        ...("engine" in next && { engine: next.engine }),
        ...("sort" in next && { sort: next.sort === "newest" ? undefined : next.sort }),
      },
      { replace: true },
    );
  const refused = () => {
    const connection = live.connection();
    return connection.status === "stale" && !live.state.listed ? connection : undefined;
  };

  return (
    <div class="grid gap-5">
      <div class="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-2">
        <h1>Stores</h1>
        <A href="/new" class="btn btn-primary" aria-keyshortcuts="n">
          <Plus class="size-4" aria-hidden="true" />
          New store
        </A>
        <div class="col-span-2 min-h-5">
          <Show when={overview()}>{(data) => <CapacityMeter capacity={data().capacity} />}</Show>
        </div>
      </div>
      <Show when={overview()?.platform.simulated}>
        <SimulatedNotice />
      </Show>
      <Switch>
        <Match when={refused()}>
          {(state) => (
            <Notice tone="bad" role="alert" icon={<WifiOff class="size-4" />}>
              <p class="font-medium">The stores cannot be loaded</p>
              <p class="text-soft">{state().reason}. It is tried again for as long as this page is open.</p>
              <button type="button" class="btn mt-2" onClick={live.retryNow}>
                Try now
              </button>
            </Notice>
          )}
        </Match>
        <Match when={!live.state.listed}>
          <ListSkeleton />
        </Match>
        <Match when={rows().length === 0}>
          <EmptyYard />
        </Match>
        <Match when={true}>
          <ListToolbar
            selection={selection()}
            counts={countPhases(rows())}
            engines={enginesOf(rows())}
            onChange={change}
          />
          <Show
            when={selected().length > 0}
            fallback={
              <div class="card grid justify-items-center gap-3 px-6 py-10 text-center">
                <p class="text-soft">None of the {rows().length} stores fits.</p>
                <button type="button" class="btn" onClick={() => change({ search: "", phases: [], engine: undefined })}>
                  Clear search and filters
                </button>
              </div>
            }
          >
            <div class="card overflow-hidden">
              <div
                aria-hidden="true"
                class={`hidden border-b border-line bg-sunken/60 px-4 py-1.5 text-xs text-faint ${ROW_GRID}`}
              >
                <span>Store</span>
                <span>Phase</span>
                <span>Engine</span>
                <span>Address or progress</span>
                <span class="text-right">Age</span>
              </div>
              <ul aria-label="Stores" class="divide-y divide-line">
                <For each={drawn()}>{(store) => <StoreRow store={store} now={now()} />}</For>
              </ul>
            </div>
            <div class="flex items-center justify-between gap-3 text-xs text-faint">
              <span>
                {Math.min(limit(), selected().length)} of {rows().length} {rows().length === 1 ? "store" : "stores"}
              </span>
              <Show when={selected().length > limit()}>
                <button type="button" class="btn" onClick={() => setLimit(limit() + PAGE)}>
                  Show {Math.min(PAGE, selected().length - limit())} more
                </button>
              </Show>
            </div>
          </Show>
        </Match>
      </Switch>
    </div>
  );
}

function countPhases(rows: readonly StoreRowFragment[]): Partial<Record<StorePhase, number>> {
  const counts: Partial<Record<StorePhase, number>> = {};
  for (const row of rows) counts[row.phase] = (counts[row.phase] ?? 0) + 1;
  return counts;
}

const enginesOf = (rows: readonly StoreRowFragment[]): { name: string; title: string }[] =>
  [...new Map(rows.map((row) => [row.engine.name, row.engine.title]))]
    .map(([name, title]) => ({ name, title }))
    .sort((a, b) => a.title.localeCompare(b.title));
