import { A, useLocation } from "@solidjs/router";
import Clock from "lucide-solid/icons/clock";
import Info from "lucide-solid/icons/info";
import Trash from "lucide-solid/icons/trash";
import WifiOff from "lucide-solid/icons/wifi-off";
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  lazy,
  Match,
  on,
  onCleanup,
  Show,
  Suspense,
  Switch,
} from "solid-js";
import { useAnnounce } from "../components/shell/announcer.tsx";
import { createTitle } from "../components/shell/create-title.ts";
import { Notice } from "../components/status/notice.tsx";
import { PhaseBadge } from "../components/status/phase-badge.tsx";
import { phaseLabel } from "../components/status/phase-label.ts";
import { SimulatedNotice } from "../components/status/simulated-notice.tsx";
import { ComponentsList } from "../components/store/components-list.tsx";
import { Credentials } from "../components/store/credentials.tsx";
import { DeletedStore } from "../components/store/deleted-store.tsx";
import { Facts } from "../components/store/facts.tsx";
import { createNow } from "../components/time/create-now.ts";
import { formatDuration, secondsUntil } from "../components/time/format-duration.ts";
import { EventList } from "../components/timeline/event-list.tsx";
import { FailureCard } from "../components/timeline/failure-card.tsx";
import { groupSteps } from "../components/timeline/group-steps.ts";
import { orderEvents } from "../components/timeline/order-events.ts";
import { StepBarsView } from "../components/timeline/step-bars.tsx";
import type { StoreDetailFragment, StorePhase } from "../generated/graphql.ts";
import { useLive } from "../live/live-context.tsx";
import { createExpected } from "./create-expected.ts";
import { createDelete, createRetry } from "./create-store-actions.ts";

const DeleteDialog = lazy(() => import("../components/store/delete-dialog.tsx"));
/** In these, another attempt has begun since the failure. */
const PAST: readonly StorePhase[] = ["PENDING", "PROVISIONING", "UPGRADING"];
const UNDER_WAY: readonly StorePhase[] = ["PENDING", "PROVISIONING", "UPGRADING", "DELETING"];

/** What the create page hands over where the store existed already. */
export interface ArrivalState {
  existed?: { field: string; requested: string | null; actual: string | null }[];
}

/** One store, live, from its first event until after its end. Never shows another: key it by id. */
export function StoreView(props: {
  found: StoreDetailFragment;
  gone: boolean;
  replaced: boolean;
  onLook: () => void;
  onOpenReplacement: () => void;
}) {
  const live = useLive();
  const announce = useAnnounce();
  const arrival = useLocation<ArrivalState>();
  const { id } = props.found;
  const opened = live.openStore(props.found);
  onCleanup(opened.close);

  const view = () => live.state.views[id];
  const store = () => view()?.store ?? props.found;
  const deleted = () => view()?.left === "DELETED";
  createEffect(() => {
    if (props.gone && !deleted()) opened.gone();
  });
  createEffect(on(deleted, (is) => is && props.onLook(), { defer: true }));

  const backingOff = () => Boolean(store().retryAt);
  const now = createNow(100, () => !deleted() && (UNDER_WAY.includes(store().phase) || backingOff()));
  const retryIn = () => {
    const at = store().retryAt;
    const seconds = at ? secondsUntil(Date.parse(at), now()) : 0;
    return seconds > 0 ? seconds : undefined;
  };
  const failure = () => {
    const error = store().lastError;
    if (!error || error.resolvedAt) return undefined;
    // What went wrong before no longer matters to a store that is being deleted.
    return store().phase !== "DELETING" || error.step === "DELETE" ? error : undefined;
  };
  const events = createMemo(() => orderEvents(Object.values(view()?.events ?? {})));
  const steps = createMemo(() =>
    groupSteps(
      events(),
      {
        phase: store().phase,
        failedStep: failure()?.step,
        retryAt: store().retryAt ?? null,
        conditions: store().conditions,
      },
      now(),
    ),
  );
  const expected = createExpected(() => (store().phase === "PROVISIONING" ? store().engine.name : undefined));

  const [confirming, setConfirming] = createSignal(false);
  const retry = createRetry(id, () => [store().phase, store().retryAt, store().attempts, failure()?.time].join());
  const remove = createDelete(id, () => setConfirming(false));
  const canRetry = () => failure()?.retryable === true && (store().phase === "FAILED" || retryIn() !== undefined);

  createTitle(() => `${store().name} · ${deleted() ? "Deleted" : phaseLabel(store().phase)}`);
  createEffect(
    on(
      () => (deleted() ? "Deleted" : phaseLabel(store().phase)),
      (phase) => announce(`${store().name} is ${phase}`),
      { defer: true },
    ),
  );
  const stale = () => {
    const connection = live.connection();
    return connection.status === "stale" && !deleted() ? connection : undefined;
  };

  return (
    <Show
      when={!deleted()}
      fallback={
        <DeletedStore
          store={store()}
          replaced={props.replaced}
          onOpenReplacement={props.onOpenReplacement}
          timeline={<EventList events={events()} droppedThrough={view()?.droppedThrough ?? 0} />}
        />
      }
    >
      <article class="grid grid-cols-1 gap-5" data-store-id={id}>
        <header class="grid gap-2">
          <nav aria-label="Breadcrumb" class="text-sm text-faint">
            <A href="/" class="link">
              Stores
            </A>{" "}
            <span aria-hidden="true">/</span> <span class="font-mono break-all">{store().name}</span>
          </nav>
          <div class="flex flex-wrap items-center justify-between gap-3">
            <div class="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
              <h1 class="min-w-0 break-words">{store().displayName}</h1>
              <span data-phase={phaseLabel(store().phase)} data-store-phase>
                <PhaseBadge phase={store().phase} large />
              </span>
            </div>
            <button
              type="button"
              class="btn"
              disabled={store().phase === "DELETING"}
              onClick={() => setConfirming(true)}
            >
              <Trash class="size-4" aria-hidden="true" />
              {store().phase === "DELETING" ? "Deleting" : "Delete"}
            </button>
          </div>
          <Show when={store().message && !failure()}>
            <p class="text-soft">{store().message}</p>
          </Show>
        </header>

        <div class="grid grid-cols-1 gap-2 empty:hidden">
          <Show when={stale()}>
            {(connection) => (
              <Notice tone="warn" role="status" icon={<WifiOff class="size-4" />}>
                What you see may be out of date: {connection().reason}.
              </Notice>
            )}
          </Show>
          <Show when={arrival.state?.existed}>{(differences) => <Existed differences={differences()} />}</Show>
          <Show when={store().simulated}>
            <SimulatedNotice one />
          </Show>
          <Switch>
            <Match when={store().phase === "PENDING" && retryIn() === undefined}>
              <Notice tone="info" icon={<Clock class="size-4" />}>
                <Show when={store().queuePosition} fallback="Waiting for a provisioning slot.">
                  {(place) => (
                    <>
                      <span class="font-medium text-ink">{place() === 1 ? "Next" : `Place ${place()}`}</span> in the
                      queue. It starts by itself when a provisioning slot is free.
                    </>
                  )}
                </Show>
              </Notice>
            </Match>
            <Match when={retryIn() !== undefined && !failure()}>
              <Notice tone="warn" icon={<Clock class="size-4" />}>
                Attempt {store().attempts} did not work out. Tried again in {retryIn()} s.
              </Notice>
            </Match>
          </Switch>
        </div>

        <Show when={failure()}>
          {(error) => (
            <FailureCard
              failure={error()}
              retryIn={retryIn()}
              attempts={store().attempts}
              past={PAST.includes(store().phase) && retryIn() === undefined}
              canRetry={canRetry()}
              retrying={retry.busy()}
              refusal={retry.refusal()}
              onRetry={() => void retry.run()}
            />
          )}
        </Show>

        <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <div class="grid min-w-0 gap-5">
            <section class="card p-4" aria-labelledby="steps-title">
              <div class="flex flex-wrap items-baseline justify-between gap-x-4 pb-2">
                <h2 id="steps-title">Timeline</h2>
                <p class="text-xs text-faint">
                  <Show when={expected()}>{(ms) => <>usually about {formatDuration(ms())} · </>}</Show>
                  <span class="font-mono text-soft">{formatDuration(steps().total)}</span> spent
                </p>
              </div>
              <StepBarsView steps={steps()} />
            </section>
            <section class="card p-4" aria-labelledby="events-title">
              <h2 id="events-title" class="pb-1">
                What happened
              </h2>
              <Show
                when={view()?.timelineSynced}
                fallback={<p class="py-2 text-sm text-faint">Waiting for the timeline.</p>}
              >
                <Show when={events().length > 0} fallback={<p class="py-2 text-sm text-faint">Nothing yet.</p>}>
                  <EventList events={events()} droppedThrough={view()?.droppedThrough ?? 0} />
                </Show>
              </Show>
            </section>
          </div>
          <aside class="grid min-w-0 grid-cols-1 gap-5" aria-label="Facts">
            <section class="card p-4">
              <h2 class="pb-3">Store</h2>
              <Facts store={store()} />
            </section>
            <Show when={store().components.length > 0}>
              <section class="card p-4">
                <h2 class="pb-1">Components</h2>
                <ComponentsList components={store().components} />
              </section>
            </Show>
            <Show when={store().credentials}>
              {(secret) => (
                <section class="card p-4">
                  <h2 class="pb-1">Credentials</h2>
                  <Credentials namespace={secret().namespace} name={secret().name} />
                </section>
              )}
            </Show>
          </aside>
        </div>

        <Suspense>
          <Show when={confirming()}>
            <DeleteDialog
              name={store().name}
              namespace={store().namespace ?? undefined}
              open={confirming()}
              busy={remove.busy()}
              refusal={remove.refusal()}
              onOpenChange={setConfirming}
              onConfirm={(name) => void remove.run(name)}
            />
          </Show>
        </Suspense>
      </article>
    </Show>
  );
}

function Existed(props: { differences: NonNullable<ArrivalState["existed"]> }) {
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
