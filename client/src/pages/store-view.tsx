import { useNavigate } from "@solidjs/router";
import { createEffect, createSignal, on, onCleanup, Show } from "solid-js";
import { useAnnounce } from "../components/shell/announcer.tsx";
import { createShortcuts } from "../components/shell/create-shortcuts.ts";
import { createTitle } from "../components/shell/create-title.ts";
import { phaseLabel } from "../components/status/phase-label.ts";
import { DeletedStore } from "../components/store/deleted-store.tsx";
import { HistoryList } from "../components/store/history-list.tsx";
import { wantedOf } from "../components/store/release-label.ts";
import { StoreActions } from "../components/store/store-actions.tsx";
import { StoreAside } from "../components/store/store-aside.tsx";
import { StoreHeader } from "../components/store/store-header.tsx";
import { EventList } from "../components/timeline/event-list.tsx";
import { FailureCard } from "../components/timeline/failure-card.tsx";
import { TimelineCards } from "../components/timeline/timeline-cards.tsx";
import { wakingTook } from "../components/timeline/waking-took.ts";
import type { StoreDetailFragment, StorePhase } from "../generated/graphql.ts";
import { useLive } from "../live/live-context.tsx";
import { createExpected } from "./create-expected.ts";
import { createResume, createRetry } from "./create-store-actions.ts";
import { createStoreTimeline } from "./create-store-timeline.ts";
import { type StoreDialog, StoreDialogs } from "./store-dialogs.tsx";
import { StoreNotices } from "./store-notices.tsx";

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
  const navigate = useNavigate();
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
  const [dialog, setDialog] = createSignal<StoreDialog>();
  const retry = createRetry(id, () => [store().phase, store().retryAt, store().attempts, failure()?.time].join());
  const wake = createResume(id);
  const tookBack = () => Boolean(store().rejected) && ["READY", "SUSPENDED"].includes(store().phase);
  const waking = () => wakingTook(timeline.events());
  const deleting = () => store().phase === "DELETING";
  const changeHref = `/stores/${props.found.name}/change`;
  createShortcuts({ c: () => deleted() || deleting() || navigate(changeHref) });

  const standing = () => (deleted() ? "Deleted" : phaseLabel(store().phase));
  createTitle(() => `${store().name} · ${standing()}`);
  createEffect(on(standing, (phase) => announce(`${store().name} is ${phase}`), { defer: true }));

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
          // A failure and sleep are told below, in more words.
          message={failure() || store().asleep ? undefined : (store().message ?? undefined)}
          actions={
            <StoreActions
              deleting={deleting()}
              suspended={store().suspended}
              changeHref={changeHref}
              waking={wake.busy()}
              onSleep={() => setDialog({ ask: "sleep" })}
              onWake={() => void wake.run()}
              onDelete={() => setDialog({ ask: "delete" })}
            />
          }
        />
        <StoreNotices
          store={store()}
          failed={failure() !== undefined}
          retryIn={retryIn()}
          wakingMs={waking()}
          changeHref={changeHref}
          wakeRefusal={wake.refusal()}
        />
        <Show when={failure()}>
          {(error) => (
            <FailureCard
              failure={error()}
              retryIn={retryIn()}
              attempts={store().attempts}
              past={TRYING.includes(store().phase) && retryIn() === undefined}
              canRetry={["FAILED", "DEGRADED"].includes(store().phase) || tookBack() || retryIn() !== undefined}
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
          <StoreAside
            store={store()}
            history={
              <Show when={store().history.length > 0}>
                <section class="card p-4">
                  <h2 class="pb-1">History</h2>
                  <HistoryList
                    history={store().history}
                    present={wantedOf(store())}
                    disabled={deleting()}
                    // A copy: the live list may move on under an open dialog.
                    onRollback={(entry) => setDialog({ ask: "rollback", entry: { ...entry } })}
                  />
                </section>
              </Show>
            }
          />
        </div>
        <StoreDialogs store={store()} dialog={dialog()} wakingMs={waking()} onClose={() => setDialog(undefined)} />
      </article>
    </Show>
  );
}
