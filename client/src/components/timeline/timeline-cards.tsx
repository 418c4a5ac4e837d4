import { Show } from "solid-js";
import { formatDuration } from "../time/format-duration.ts";
import { EventList } from "./event-list.tsx";
import { StepBarsView } from "./step-bars.tsx";
import type { StepBars, StoreEvent } from "./timeline-model.ts";

/** The steps at a glance, then everything that happened. */
export function TimelineCards(props: {
  steps: StepBars;
  events: readonly StoreEvent[];
  droppedThrough: number;
  synced: boolean;
  /** Milliseconds that earlier stores took. */
  expected: number | undefined;
}) {
  return (
    <div class="grid min-w-0 grid-cols-1 gap-5">
      <section class="card p-4" aria-labelledby="steps-title">
        <div class="flex flex-wrap items-baseline justify-between gap-x-4 pb-2">
          <h2 id="steps-title">Timeline</h2>
          <p class="text-xs text-faint">
            <Show when={props.expected}>{(ms) => <>usually about {formatDuration(ms())} · </>}</Show>
            <span class="font-mono text-soft">{formatDuration(props.steps.total)}</span> spent
          </p>
        </div>
        <StepBarsView steps={props.steps} />
      </section>
      <section class="card p-4" aria-labelledby="events-title">
        <h2 id="events-title" class="pb-1">
          What happened
        </h2>
        <Show when={props.synced} fallback={<p class="py-2 text-sm text-faint">Waiting for the timeline.</p>}>
          <Show when={props.events.length > 0} fallback={<p class="py-2 text-sm text-faint">Nothing yet.</p>}>
            <EventList events={props.events} droppedThrough={props.droppedThrough} />
          </Show>
        </Show>
      </section>
    </div>
  );
}
