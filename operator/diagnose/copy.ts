import { ANNOTATIONS } from "@shopyard/crds/constants.ts";
import { z } from "zod";
import type { Job, Pod } from "../watch/kinds.ts";
import { jobOf } from "./pods.ts";
import { readReport } from "./report.ts";

/** The init container of a migration Job that copies the shop's data. */
export const COPY = "copy";

/** A whole copy of a shop's data from before its migration. */
export interface WholeCopy {
  key: string;
  /** Of when it is, as ISO text. */
  time: string;
}

/** What the program of a copy writes as its termination message (docs/engines.md, "The copy"). */
const report = z.object({ copy: z.string(), at: z.string() });

/** The copy that one of these Jobs' pods made, or found whole. */
export function observeCopy(jobs: readonly Job[], pods: readonly Pod[]): WholeCopy | undefined {
  for (const { metadata } of jobs) {
    const key = metadata.annotations?.[ANNOTATIONS.copy];
    if (key === undefined) continue;
    for (const pod of pods) {
      const found = jobOf(pod) === metadata.name ? copyOf(pod, key) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function copyOf({ status }: Pod, key: string): WholeCopy | undefined {
  const ended = status?.initContainerStatuses?.find(({ name }) => name === COPY)?.state?.terminated;
  if (ended?.exitCode !== 0) return undefined;
  // Simulated containers say nothing.
  if (!ended.message) return ended.finishedAt === undefined ? undefined : { key, time: ended.finishedAt };
  const told = readReport(report, ended.message);
  const time = Date.parse(told?.at ?? "");
  return told?.copy === key && !Number.isNaN(time) ? { key, time: new Date(time).toISOString() } : undefined;
}
