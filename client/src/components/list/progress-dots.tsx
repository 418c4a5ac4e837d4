import { For } from "solid-js";

const PARTS = ["NamespaceReady", "PoliciesReady", "CredentialsReady", "ReleaseApplied", "Serving"] as const;

/** How many of the five parts of a store are there. */
export function ProgressDots(props: { conditions: readonly { type: string; status: string }[] }) {
  const met = (type: string) => props.conditions.some((each) => each.type === type && each.status === "TRUE");
  const count = () => PARTS.filter(met).length;
  return (
    <span class="flex shrink-0 gap-0.5" role="img" aria-label={`${count()} of ${PARTS.length} parts done`}>
      <For each={PARTS}>
        {(part) => (
          <span class={`h-2 w-3.5 rounded-xs transition-colors duration-300 ${met(part) ? "bg-accent" : "bg-line"}`} />
        )}
      </For>
    </span>
  );
}
