import Clock from "lucide-solid/icons/clock";
import { Match, Show, Switch } from "solid-js";
import { Notice } from "../status/notice.tsx";

/** What the store waits for: its next attempt, or a provisioning slot. Nothing where it waits for neither. */
export function WaitingNotice(props: {
  pending: boolean;
  /** 1 is next. */
  queuePosition: number | undefined;
  /** Seconds until the next attempt; the failure's own card says it where there is one. */
  retryIn: number | undefined;
  attempts: number;
}) {
  return (
    <Switch>
      <Match when={props.retryIn !== undefined}>
        <Notice tone="warn" icon={<Clock class="size-4" />}>
          Attempt {props.attempts} did not work out. Tried again in {props.retryIn} s.
        </Notice>
      </Match>
      <Match when={props.pending}>
        <Notice tone="info" icon={<Clock class="size-4" />}>
          <Show when={props.queuePosition} fallback="Waiting for a provisioning slot.">
            {(place) => (
              <>
                <span class="font-medium text-ink">{place() === 1 ? "Next" : `Place ${place()}`}</span> in the queue. It
                starts by itself when a provisioning slot is free.
              </>
            )}
          </Show>
        </Notice>
      </Match>
    </Switch>
  );
}
