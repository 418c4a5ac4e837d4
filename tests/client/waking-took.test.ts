import { expect, test } from "vitest";
import { wakingTook } from "../../client/src/components/timeline/waking-took.ts";
import { event } from "./support/stores.ts";

/** Entries a second apart, by reason. */
const told = (...reasons: string[]) => reasons.map((reason, index) => event(`e${index}`, index, { reason }));

test.each([
  ["never asleep", told("Queued", "StoreReady"), undefined],
  ["asleep", told("StoreReady", "StoreSuspended"), undefined],
  ["waking", told("StoreSuspended", "StoreWaking", "ReleaseUpgrade"), undefined],
  ["woken", told("StoreSuspended", "StoreWaking", "ReleaseUpgrade", "StoreReady"), 2_000],
  ["woken, its sleep no longer told", told("StoreWaking", "ReleaseUpgrade", "StoreReady"), 2_000],
  ["woken, as an older operator told it", told("StoreSuspended", "SpecChanged", "Queued", "StoreReady"), 2_000],
  [
    "woken twice",
    told("StoreSuspended", "StoreWaking", "StoreReady", "StoreSuspended", "StoreWaking", "Queued", "StoreReady"),
    2_000,
  ],
  ["resized while asleep", told("StoreSuspended", "SpecChanged", "StoreSuspended"), undefined],
  ["changed while awake", told("StoreReady", "SpecChanged", "StoreReady"), undefined],
])("of a store that was %s", (_, events, ms) => {
  expect(wakingTook(events)).toBe(ms);
});
