import RefreshCw from "lucide-solid/icons/refresh-cw";
import { Match, Show, Switch } from "solid-js";
import { createNow } from "../time/create-now.ts";
import { formatAge, secondsUntil } from "../time/format-duration.ts";

/** The same shape as live/reconnector.ts hands out. */
export type ConnectionView =
  | { status: "idle" }
  | { status: "connecting" }
  | { status: "live" }
  /** The server answers, the cluster behind it does not. */
  | { status: "away"; since: number }
  | { status: "stale"; since: number | undefined; retryAt: number | undefined; reason: string };

/** How fresh the page is: words, not only a dot. */
export function ConnectionPill(props: { connection: ConnectionView; onRetry: () => void }) {
  const stale = () => (props.connection.status === "stale" ? props.connection : undefined);
  const away = () => (props.connection.status === "away" ? props.connection : undefined);
  const now = createNow(500, () => (stale() ?? away()) !== undefined);
  return (
    <div class="flex items-center gap-2 text-xs text-soft" data-connection={props.connection.status}>
      <Switch>
        <Match when={props.connection.status === "live"}>
          <span class="size-2 rounded-full bg-ok" aria-hidden="true" />
          <span>Live</span>
        </Match>
        <Match when={props.connection.status === "connecting"}>
          <span class="flex animate-appear items-center gap-2">
            <span class="size-2 animate-breathe rounded-full bg-faint" aria-hidden="true" />
            Connecting
          </span>
        </Match>
        <Match when={away()}>
          {(state) => (
            <>
              <span class="size-2 rotate-45 bg-warn" aria-hidden="true" />
              <span class="text-warn">Stale for {formatAge(Math.max(1000, now() - state().since))}</span>
            </>
          )}
        </Match>
        <Match when={stale()}>
          {(state) => (
            <>
              <span class="size-2 rotate-45 bg-warn" aria-hidden="true" />
              <span class="text-warn" title={state().reason}>
                <Show when={state().since} fallback="Offline">
                  {(since) => <>Stale for {formatAge(Math.max(1000, now() - since()))}</>}
                </Show>
                <span class="hidden sm:inline">
                  <Show when={state().retryAt} fallback=" · reconnecting">
                    {(at) => <> · reconnecting in {secondsUntil(at(), now())} s</>}
                  </Show>
                </span>
              </span>
              <button type="button" class="btn btn-quiet min-h-8 px-2" onClick={() => props.onRetry()}>
                <RefreshCw class="size-3.5" aria-hidden="true" />
                <span class="sr-only">Reconnect now</span>
              </button>
            </>
          )}
        </Match>
      </Switch>
    </div>
  );
}
