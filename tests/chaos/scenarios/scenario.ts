import type { StoreSpec } from "@shopyard/crds/store.ts";
import { engine, FIRST, SECOND } from "../engine/engine.ts";

/** Specs that a store has had, each settled, before its run begins; none: it does not exist yet. */
export type Start = readonly StoreSpec[];

export interface Scenario {
  name: string;
  start: Start;
  /** What is asked for in the run; undefined: that the store be deleted. */
  change: StoreSpec | undefined;
}

const first: StoreSpec = { engine: engine.name, engineVersion: FIRST, size: "small" };
const second: StoreSpec = { ...first, engineVersion: SECOND };
const suspended: StoreSpec = { ...first, suspended: true };

export const SCENARIOS: readonly Scenario[] = [
  { name: "create", start: [], change: first },
  { name: "upgrade", start: [first], change: second },
  { name: "resize", start: [first], change: { ...first, size: "medium" } },
  { name: "suspend", start: [first], change: suspended },
  { name: "resume", start: [first, suspended], change: first },
  // Back to the entry that the upgrade put into the history.
  { name: "rollback", start: [first, second], change: first },
  { name: "delete", start: [first], change: undefined },
];

/** Equal where stores can stand in for each other. */
export const startKey = (start: Start): string => JSON.stringify(start);

export const endsOf = ({ change }: Scenario): "settled" | "gone" => (change === undefined ? "gone" : "settled");
