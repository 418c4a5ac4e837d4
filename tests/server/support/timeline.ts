import type { StoreStatus, TimelineEntry } from "@shopyard/crds/store.ts";

/** A timeline entry whose id and seq belong together. */
export const entry = (seq: number): TimelineEntry => ({
  id: `e${seq}`,
  seq,
  time: "2026-01-01T00:00:00Z",
  phase: "Provisioning",
  step: "Release",
  type: "Normal",
  reason: "ReleaseInstall",
  message: `entry ${seq}`,
  attempt: 1,
  count: 1,
});

export const entries = (seqs: readonly number[]): StoreStatus => ({
  phase: "Provisioning",
  events: seqs.map(entry),
  eventSeq: Math.max(0, ...seqs),
});
