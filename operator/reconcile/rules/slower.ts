import { isTrue } from "../conditions.ts";
import type { Observation } from "../observation.ts";
import type { Rule } from "./rule.ts";

/** When an attempt of a first round will be slower than usual and nobody has said so; undefined where there is no such time. */
export function slowAt(o: Observation): number | undefined {
  const { slotSince, readyAt } = o.store.status ?? {};
  if (o.usual === undefined || slotSince === undefined || readyAt !== undefined || isToldSlow(o)) return undefined;
  return Date.parse(slotSince) + o.usual.slowAfter;
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

const isToldSlow = ({ store: { status } }: Observation): boolean =>
  status?.events?.some(
    ({ reason, attempt, time }) =>
      reason === "SlowerThanUsual" && attempt === status.attempts && time >= (status.startedAt ?? ""),
  ) ?? false;
