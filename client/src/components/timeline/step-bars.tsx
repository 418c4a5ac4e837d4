import CircleAlert from "lucide-solid/icons/circle-alert";
import CircleCheck from "lucide-solid/icons/circle-check";
import CircleDashed from "lucide-solid/icons/circle-dashed";
import CircleSlash from "lucide-solid/icons/circle-slash";
import LoaderCircle from "lucide-solid/icons/loader-circle";
import TimerReset from "lucide-solid/icons/timer-reset";
import { type Component, For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { stepLabel } from "../status/phase-label.ts";
import { formatDuration } from "../time/format-duration.ts";
import type { StepBar, StepBars, StepState } from "./timeline-model.ts";

interface Look {
  icon: Component<{ class?: string; "aria-hidden"?: "true" }>;
  word: string;
  text: string;
  bar: string;
}

const LOOKS: Record<StepState, Look> = {
  waiting: { icon: CircleDashed, word: "waiting", text: "text-faint", bar: "bg-line" },
  active: { icon: LoaderCircle, word: "under way", text: "text-accent", bar: "bg-accent" },
  done: { icon: CircleCheck, word: "done", text: "text-ok", bar: "bg-ok/75" },
  skipped: { icon: CircleSlash, word: "not tried", text: "text-faint", bar: "bg-line" },
  failed: { icon: CircleAlert, word: "failed", text: "text-bad", bar: "bg-bad" },
  "backing-off": { icon: TimerReset, word: "will be tried again", text: "text-warn", bar: "bg-warn" },
};

/** What stands for a time that was not taken. */
const NO_TIME: Partial<Record<StepState, string>> = { done: "", skipped: "not tried" };

/** The steps as bars on one scale of time spent. The durations tick because the caller passes new bars. */
export function StepBarsView(props: { steps: StepBars }) {
  const scale = () => Math.max(1, ...props.steps.bars.map((bar) => bar.offset + bar.length));
  return (
    <ol
      aria-label="Steps"
      class="grid grid-cols-[1.25rem_auto_minmax(0,1fr)_auto] gap-x-3 gap-y-px sm:grid-cols-[1.25rem_auto_minmax(0,1fr)_auto_auto]"
    >
      <For each={props.steps.bars.map((bar) => bar.step)}>
        {(step, index) => (
          <Show when={props.steps.bars[index()]}>{(bar) => <Row bar={bar()} step={step} scale={scale()} />}</Show>
        )}
      </For>
    </ol>
  );
}

function Row(props: { bar: StepBar; step: StepBar["step"]; scale: number }) {
  const look = () => LOOKS[props.bar.state];
  const left = () => `${(100 * props.bar.offset) / props.scale}%`;
  const width = () => `${(100 * props.bar.length) / props.scale}%`;
  return (
    <li
      data-step={stepLabel(props.step)}
      data-state={props.bar.state}
      class="col-span-full grid grid-cols-subgrid items-center py-1 text-sm"
    >
      <Dynamic
        component={look().icon}
        aria-hidden="true"
        class={`size-4 ${look().text} ${props.bar.state === "active" ? "animate-spin [animation-duration:2s]" : ""}`}
      />
      <span class={props.bar.state === "waiting" ? "text-faint" : "font-medium"}>
        {stepLabel(props.step)}
        <span class="sr-only">: {look().word}</span>
      </span>
      <span class="relative h-2.5 rounded-full bg-sunken" aria-hidden="true">
        <span
          class={`absolute inset-y-0 min-w-1 rounded-full ${look().bar} ${props.bar.ms === undefined ? "hidden" : ""}`}
          style={{ left: left(), width: width() }}
        />
      </span>
      <span class="hidden justify-end gap-1.5 text-xs sm:flex">
        <Show when={props.bar.attempts > 1}>
          <span class="text-soft">attempt {props.bar.attempts}</span>
        </Show>
        <Show when={props.bar.warnings > 0}>
          <span class="text-warn">
            {props.bar.warnings} {props.bar.warnings === 1 ? "warning" : "warnings"}
          </span>
        </Show>
      </span>
      <span class="min-w-16 text-right font-mono text-xs text-soft">
        <Show
          when={props.bar.ms !== undefined}
          fallback={<span class="text-faint">{NO_TIME[props.bar.state] ?? "–"}</span>}
        >
          {formatDuration(props.bar.ms ?? 0)}
        </Show>
      </span>
    </li>
  );
}
