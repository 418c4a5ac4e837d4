import { For, Show } from "solid-js";
import type { StoreDetailFragment } from "../../generated/graphql.ts";
import { type ReleaseChoice, releaseLabel } from "./release-label.ts";

type Entry = StoreDetailFragment["history"][number];

/** Releases that were Ready before the present one, newest first; each can be gone back to. */
export function HistoryList(props: {
  history: readonly Entry[];
  /** What the store is to be now: going back to the same would change nothing. */
  present: ReleaseChoice;
  disabled: boolean;
  onRollback: (entry: Entry) => void;
}) {
  const same = (entry: Entry) =>
    entry.appVersion === props.present.appVersion && (!entry.size || entry.size === props.present.size);
  return (
    <ul aria-label="History" class="divide-y divide-line">
      <For each={props.history}>
        {(entry) => (
          <li class="flex items-center justify-between gap-3 py-2 text-sm" data-revision={entry.revision}>
            <span class="min-w-0">
              <span class="block wrap-anywhere font-medium">{releaseLabel(entry)}</span>
              <span class="text-xs text-faint">
                <Show when={entry.revision}>{(revision) => <>revision {revision()}</>}</Show>
                <Show when={entry.time}>
                  {(time) => (
                    <>
                      {" · "}
                      <time datetime={time()}>
                        {new Date(time()).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}
                      </time>
                    </>
                  )}
                </Show>
              </span>
            </span>
            <Show when={!same(entry)} fallback={<span class="text-xs text-faint">as now</span>}>
              <button
                type="button"
                class="btn shrink-0"
                disabled={props.disabled || !entry.revision}
                aria-label={`Roll back to revision ${entry.revision}: ${releaseLabel(entry)}`}
                onClick={() => props.onRollback(entry)}
              >
                Roll back
              </button>
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}
