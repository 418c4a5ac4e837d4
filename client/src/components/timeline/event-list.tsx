import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { For, Show } from "solid-js";
import { phaseLabel, stepLabel } from "../status/phase-label.ts";
import { formatDuration } from "../time/format-duration.ts";
import type { StoreEvent } from "./timeline-model.ts";

/** Reasons of warnings that are no failures. */
const CAUTIONS = new Set(["SlowerThanUsual", "CertificateProblem"]);

/** Every entry, oldest first (order-events.ts). */
export function EventList(props: { events: readonly StoreEvent[]; droppedThrough: number }) {
  return (
    <>
      <Show when={props.droppedThrough > 0}>
        <p class="pb-2 text-xs text-faint">Earlier entries are no longer kept.</p>
      </Show>
      <ol aria-label="Timeline" class="divide-y divide-line">
        <For each={props.events}>{(event) => <Entry event={event} />}</For>
      </ol>
    </>
  );
}

function Entry(props: { event: StoreEvent }) {
  const warning = () => props.event.type === "WARNING";
  const tone = () => (CAUTIONS.has(props.event.reason) ? "text-warn" : "text-bad");
  return (
    <li
      data-phase={phaseLabel(props.event.phase)}
      data-reason={props.event.reason}
      data-step={stepLabel(props.event.step)}
      class="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 py-2 text-sm sm:grid-cols-[5.5rem_minmax(0,1fr)_auto]"
    >
      <time
        datetime={props.event.time}
        class="col-span-2 font-mono text-xs leading-5 text-faint sm:col-span-1"
        title={props.event.time}
      >
        {new Date(props.event.time).toLocaleTimeString([], {
          hour: "2-digit",
          minute: "2-digit",
          second: "2-digit",
          hour12: false,
        })}
      </time>
      <div class="min-w-0">
        <p class="flex flex-wrap items-baseline gap-x-2">
          <span class={`font-medium ${warning() ? tone() : ""}`}>
            <Show when={warning()}>
              <TriangleAlert class="mr-1 inline size-3.5 align-[-2px]" aria-hidden="true" />
              <span class="sr-only">Warning: </span>
            </Show>
            {props.event.reason}
          </span>
          <span class="text-xs text-faint">
            {phaseLabel(props.event.phase)} · {stepLabel(props.event.step)}
            <Show when={props.event.attempt > 1}> · attempt {props.event.attempt}</Show>
            <Show when={props.event.count > 1}> · {props.event.count} times</Show>
          </span>
        </p>
        <p class="break-words text-soft">{props.event.message}</p>
      </div>
      <span class="text-right font-mono text-xs leading-5 text-soft">
        <Show when={props.event.durationMs}>{(ms) => formatDuration(ms())}</Show>
      </span>
    </li>
  );
}
