import { askUsual } from "../../diagnose/usual-time.ts";
import { isTrue } from "../conditions.ts";
import type { Observation } from "../observation.ts";
import type { Rule } from "./rule.ts";

/** When an attempt has to be looked at for being slow (milliseconds since the epoch); undefined where it has not. */
export function slowAt(o: Observation): number | undefined {
  const ask = askUsual(o.store, o.now);
  return ask === "now" ? o.usual && Date.parse(o.store.status?.slotSince ?? "") + o.usual.slowAfter : ask;
}

/** Slower than usual: said once an attempt, while the store waits for its parts or for the sale. */
export const slowerRule: Rule = (o) => {
  const at = slowAt(o);
  const waits = o.workloads.settled ? o.sale.state === "running" : o.workloads.fatal === undefined;
  if (o.usual === undefined || at === undefined || o.now < at || !waits) return undefined;
  const { suspected, waitingFor, settled } = o.workloads;
  const what = settled ? "the sale" : `${waitingFor}${suspected ? ` (${suspected.message})` : ""}`;
  const seconds = (ms: number) => Math.round(ms / 1000);
  return {
    type: "TellSlow",
    step: settled ? "Sale" : isTrue(o.store.status, "ReleaseApplied") ? "Workloads" : "Release",
    message:
      `Slower than usual: ${seconds(o.now - at + o.usual.slowAfter)} s so far, where other stores of ` +
      `${o.store.spec.engine} usually took ${seconds(o.usual.median)} s; waiting for ${what}`,
  };
};
