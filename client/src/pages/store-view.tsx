import { useLocation } from "@solidjs/router";
import WifiOff from "lucide-solid/icons/wifi-off";
import { createEffect, createSignal, lazy, on, onCleanup, Show, Suspense } from "solid-js";
import { useAnnounce } from "../components/shell/announcer.tsx";
import { createTitle } from "../components/shell/create-title.ts";
import { Notice } from "../components/status/notice.tsx";
import { phaseLabel } from "../components/status/phase-label.ts";
import { SimulatedNotice } from "../components/status/simulated-notice.tsx";
import { DeletedStore } from "../components/store/deleted-store.tsx";
import { ExistedNotice } from "../components/store/existed-notice.tsx";
import { StoreAside } from "../components/store/store-aside.tsx";
import { StoreHeader } from "../components/store/store-header.tsx";
import { WaitingNotice } from "../components/store/waiting-notice.tsx";
import { EventList } from "../components/timeline/event-list.tsx";
import { FailureCard } from "../components/timeline/failure-card.tsx";
import { TimelineCards } from "../components/timeline/timeline-cards.tsx";
import type { StoreDetailFragment, StorePhase } from "../generated/graphql.ts";
import { useLive } from "../live/live-context.tsx";
import type { ArrivalState } from "./arrival-state.ts";
import { createExpected } from "./create-expected.ts";
import { createDelete, createRetry } from "./create-store-actions.ts";
import { createStoreTimeline } from "./create-store-timeline.ts";

const DeleteDialog = lazy(() => import("../components/store/delete-dialog.tsx"));

/** In these, another attempt has begun since the failure. */
const TRYING: readonly StorePhase[] = ["PENDING", "PROVISIONING", "UPGRADING"];

/** One store, live, from its first event until after its end. Never shows another: key it by id. */
export function StoreView(props: {
  found: StoreDetailFragment;
  /** The server no longer knows it. */
  gone: boolean;
  /** Another store has its name. */
  replaced: boolean;
  /** Asks again who has the name. */
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

  const timeline = createStoreTimeline(store, () => view()?.events ?? {}, deleted);
  const { failure, retryIn } = timeline;
  const expected = createExpected(() => (store().phase === "PROVISIONING" ? store().engine.name : undefined));
  const [confirming, setConfirming] = createSignal(false);
  const retry = createRetry(id, () => [store().phase, store().retryAt, store().attempts, failure()?.time].join());
  const remove = createDelete(id, () => setConfirming(false));

  const standing = () => (deleted() ? "Deleted" : phaseLabel(store().phase));
  createTitle(() => `${store().name} · ${standing()}`);
  createEffect(on(standing, (phase) => announce(`${store().name} is ${phase}`), { defer: true }));
  const staleReason = () => {
    const connection = live.connection();
    return connection.status === "stale" ? connection.reason : undefined;
  };

  return (
    <Show
      when={!deleted()}
      fallback={
        <DeletedStore
          store={store()}
          replaced={props.replaced}
          onOpenReplacement={props.onOpenReplacement}
          timeline={<EventList events={timeline.events()} droppedThrough={view()?.droppedThrough ?? 0} />}
        />
      }
    >
      <article class="grid grid-cols-1 gap-5" data-store-id={id}>
        <StoreHeader
          name={store().name}
          displayName={store().displayName}
          phase={store().phase}
          message={failure() ? undefined : (store().message ?? undefined)}
          onDelete={() => setConfirming(true)}
        />
        <div class="grid grid-cols-1 gap-2 empty:hidden">
          <Show when={staleReason()}>
            {(reason) => (
              <Notice tone="warn" role="status" icon={<WifiOff class="size-4" />}>
                What you see may be out of date: {reason()}.
              </Notice>
            )}
          </Show>
          <Show when={arrival.state?.existed}>{(differences) => <ExistedNotice differences={differences()} />}</Show>
          <Show when={store().simulated}>
            <SimulatedNotice one />
          </Show>
          <WaitingNotice
            pending={store().phase === "PENDING" && retryIn() === undefined}
            queuePosition={store().queuePosition ?? undefined}
            retryIn={failure() ? undefined : retryIn()}
            attempts={store().attempts}
          />
        </div>
        <Show when={failure()}>
          {(error) => (
            <FailureCard
              failure={error()}
              retryIn={retryIn()}
              attempts={store().attempts}
              past={TRYING.includes(store().phase) && retryIn() === undefined}
              canRetry={
                error().retryable && (["FAILED", "DEGRADED"].includes(store().phase) || retryIn() !== undefined)
              }
              retrying={retry.busy()}
              refusal={retry.refusal()}
              onRetry={() => void retry.run()}
            />
          )}
        </Show>
        <div class="grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <TimelineCards
            steps={timeline.steps()}
            events={timeline.events()}
            droppedThrough={view()?.droppedThrough ?? 0}
            synced={view()?.timelineSynced ?? false}
            expected={expected()}
          />
          <StoreAside store={store()} />
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
