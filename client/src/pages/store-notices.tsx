import { useLocation } from "@solidjs/router";
import CircleAlert from "lucide-solid/icons/circle-alert";
import WifiOff from "lucide-solid/icons/wifi-off";
import { Show } from "solid-js";
import { Notice } from "../components/status/notice.tsx";
import { SimulatedNotice } from "../components/status/simulated-notice.tsx";
import { AsleepNotice } from "../components/store/asleep-notice.tsx";
import { ExistedNotice } from "../components/store/existed-notice.tsx";
import { RolledBackNotice } from "../components/store/rolled-back-notice.tsx";
import { WaitingNotice } from "../components/store/waiting-notice.tsx";
import type { StoreDetailFragment } from "../generated/graphql.ts";
import { useLive } from "../live/live-context.tsx";
import type { ArrivalState } from "./arrival-state.ts";
import { createRollback } from "./create-store-actions.ts";

/** What qualifies the page: how fresh it is, what the store waits for, that it sleeps, that a change was taken back. */
export function StoreNotices(props: {
  store: StoreDetailFragment;
  failed: boolean;
  retryIn: number | undefined;
  /** Milliseconds that the last waking took. */
  wakingMs: number | undefined;
  changeHref: string;
  wakeRefusal: string | undefined;
}) {
  const live = useLive();
  const arrival = useLocation<ArrivalState>();
  const keep = createRollback(props.store.id, () => {});
  const staleReason = () => {
    const connection = live.connection();
    return connection.status === "stale" ? connection.reason : undefined;
  };
  // Where neither way worked the store is Degraded, and the failure says so.
  const rejected = () =>
    ["READY", "SUSPENDED", "UPGRADING"].includes(props.store.phase) ? props.store.rejected : undefined;
  const goingBack = () => props.store.phase === "UPGRADING";
  const keepable = () => (goingBack() ? undefined : (props.store.stable?.revision ?? undefined));

  return (
    <div class="grid grid-cols-1 gap-2 empty:hidden">
      <Show when={staleReason()}>
        {(reason) => (
          <Notice tone="warn" role="status" icon={<WifiOff class="size-4" />}>
            What you see may be out of date: {reason()}.
          </Notice>
        )}
      </Show>
      <Show when={arrival.state?.existed}>{(differences) => <ExistedNotice differences={differences()} />}</Show>
      <Show when={props.store.simulated}>
        <SimulatedNotice one />
      </Show>
      <WaitingNotice
        pending={props.store.phase === "PENDING" && props.retryIn === undefined}
        queuePosition={props.store.queuePosition ?? undefined}
        retryIn={props.failed ? undefined : props.retryIn}
        attempts={props.store.attempts}
      />
      <Show when={props.wakeRefusal}>
        {(text) => (
          <Notice tone="bad" role="alert" icon={<CircleAlert class="size-4" />}>
            {text()}
          </Notice>
        )}
      </Show>
      <Show when={props.store.asleep}>
        <AsleepNotice wakingMs={props.wakingMs} />
      </Show>
      <Show when={rejected()}>
        {(release) => (
          <RolledBackNotice
            rejected={release()}
            stable={props.store.stable ?? undefined}
            goingBack={goingBack()}
            changeHref={props.changeHref}
            onKeep={keepable() === undefined ? undefined : () => void keep.run(keepable() as number)}
            keeping={keep.busy()}
            refusal={keep.refusal()}
          />
        )}
      </Show>
    </div>
  );
}
