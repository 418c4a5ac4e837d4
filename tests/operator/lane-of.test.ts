import { ANNOTATIONS } from "@shopyard/crds/constants.ts";
import { describe, expect, test } from "vitest";
import { laneOf } from "../../operator/queue/lane-of.ts";
import { at, makeStore, type StoreOptions } from "./support/fixtures.ts";

const settled = { phase: "Ready", observedGeneration: 1 } as const;

const CASES: [string, StoreOptions, "urgent" | "background"][] = [
  ["is new", {}, "urgent"],
  ["waits for a slot", { status: { phase: "Pending", observedGeneration: 1 } }, "urgent"],
  ["is being built", { status: { phase: "Provisioning", observedGeneration: 1 } }, "urgent"],
  ["is being upgraded", { status: { phase: "Upgrading", observedGeneration: 1 } }, "urgent"],
  ["is being deleted", { metadata: { deletionTimestamp: at(5) }, status: settled }, "urgent"],
  ["has a changed spec", { metadata: { generation: 2 }, status: settled }, "urgent"],
  ["has a new retry token", { metadata: { annotations: { [ANNOTATIONS.retry]: "2" } }, status: settled }, "urgent"],
  [
    "has a retry token that was handled",
    { metadata: { annotations: { [ANNOTATIONS.retry]: "2" } }, status: { ...settled, lastHandledRetry: "2" } },
    "background",
  ],
  ["is Ready", { status: settled }, "background"],
  ["is asleep", { status: { ...settled, phase: "Suspended" } }, "background"],
  ["is Degraded", { status: { ...settled, phase: "Degraded" } }, "background"],
  ["has Failed", { status: { ...settled, phase: "Failed" } }, "background"],
];

describe("the lane of a store", () => {
  test.each(CASES)("that %s", (_, options, lane) => {
    expect(laneOf(makeStore(options))).toBe(lane);
  });

  test("that is gone is the background", () => {
    expect(laneOf(undefined)).toBe("background");
  });
});
