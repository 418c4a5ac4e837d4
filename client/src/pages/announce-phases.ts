import { type Accessor, createEffect } from "solid-js";
import { useAnnounce } from "../components/shell/announcer.tsx";
import { phaseLabel } from "../components/status/phase-label.ts";
import type { StorePhase } from "../generated/graphql.ts";

/** Says each change of phase; a flood becomes one sentence. */
export function announcePhases(rows: Accessor<readonly { id: string; name: string; phase: StorePhase }[]>): void {
  const announce = useAnnounce();
  createEffect<Map<string, StorePhase>>((before) => {
    const after = new Map<string, StorePhase>();
    const changed: string[] = [];
    for (const row of rows()) {
      after.set(row.id, row.phase);
      const earlier = before.get(row.id);
      if (earlier && earlier !== row.phase) changed.push(`${row.name} is ${phaseLabel(row.phase)}`);
    }
    if (changed.length > 3) announce(`${changed.length} stores changed phase`);
    else if (changed.length > 0) announce(changed.join(". "));
    return after;
  }, new Map());
}
