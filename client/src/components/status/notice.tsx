import type { JSX, ParentProps } from "solid-js";

const TONES = {
  info: "border-line bg-sunken text-soft",
  warn: "border-warn/40 bg-warn-wash text-warn",
  bad: "border-bad/40 bg-bad-wash text-bad",
} as const;

/** A line or two above the content that qualifies it. */
export function Notice(
  props: ParentProps<{ tone: keyof typeof TONES; icon?: JSX.Element; role?: "alert" | "status" }>,
) {
  return (
    <div role={props.role} class={`flex items-start gap-2.5 rounded-lg border px-3 py-2 text-sm ${TONES[props.tone]}`}>
      <span class="mt-0.5 shrink-0" aria-hidden="true">
        {props.icon}
      </span>
      <div class="min-w-0 flex-1 wrap-anywhere">{props.children}</div>
    </div>
  );
}
