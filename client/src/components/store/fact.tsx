import type { ParentProps } from "solid-js";

/** One name and value of a description list. */
export function Fact(props: ParentProps<{ name: string }>) {
  return (
    <div class="min-w-0">
      <dt class="text-xs text-faint">{props.name}</dt>
      <dd class="min-w-0 wrap-anywhere">{props.children}</dd>
    </div>
  );
}
