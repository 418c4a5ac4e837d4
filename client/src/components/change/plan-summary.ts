import type { Plan } from "./plan-model.ts";

/** Verbs for one object and for several. */
const VERBS = {
  CHANGED: ["changes", "change"],
  ADDED: ["is added", "are added"],
  REMOVED: ["is removed", "are removed"],
} as const;

/** `2 objects change, 1 is added; 9 stay as they are.` */
export function planSummary({ changes, unchanged, truncated }: Plan): string {
  const counts = (["CHANGED", "ADDED", "REMOVED"] as const)
    .map((kind) => ({ kind, count: changes.filter(({ change }) => change === kind).length }))
    .filter(({ count }) => count > 0);
  if (counts.length === 0) return "Nothing in the cluster would change.";
  const parts = counts.map(({ kind, count }, index) => {
    const noun = index > 0 ? "" : count === 1 ? " object" : " objects";
    return `${count}${noun} ${VERBS[kind][count === 1 ? 0 : 1]}`;
  });
  const stay = unchanged === 0 ? "" : unchanged === 1 ? "; 1 stays as it is" : `; ${unchanged} stay as they are`;
  return `${parts.join(", ")}${stay}.${truncated ? " More would change than is listed here." : ""}`;
}
