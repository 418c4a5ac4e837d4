import { ANNOTATIONS, LABELS } from "@shopyard/crds/constants.ts";
import { describe, expect, test } from "vitest";
import { observeCopy, type WholeCopy } from "../../operator/diagnose/copy.ts";
import { diagnoseJob } from "../../operator/diagnose/jobs.ts";
import { hasMigrated, migrationsOf } from "../../operator/diagnose/roll-out.ts";
import { medusa } from "../../operator/engines/medusa.ts";
import type { ContainerState, Job, Pod } from "../../operator/watch/kinds.ts";
import { container, job, newJob, pod } from "./support/parts.ts";

const KEY = "1767225600123";
const ENDED: ContainerState = { terminated: { exitCode: 0, reason: "Completed", finishedAt: "2026-01-01T00:00:09Z" } };
const FAILED: ContainerState = { terminated: { exitCode: 1, reason: "Error" } };
const WAITS: ContainerState = { waiting: { reason: "PodInitializing" } };
const migration = (status: Job["status"] = {}): Job => newJob("migrate", status, "d1");
const copying = (status: Job["status"] = {}): Job => ({
  metadata: { ...migration().metadata, annotations: { [LABELS.digest]: "d1", [ANNOTATIONS.copy]: KEY } },
  ...(status && { status }),
});
const migrationPod = (phase: string, copy: ContainerState, main: ContainerState): Pod =>
  pod(
    "migrate",
    {
      phase,
      initContainerStatuses: [container({ name: "image", state: ENDED }), container({ name: "copy", state: copy })],
      containerStatuses: [container({ name: "migrate", state: main })],
    },
    { labels: { [LABELS.component]: "migrate", "batch.kubernetes.io/job-name": "demo-migrate" } },
  );

describe("a migration", () => {
  test.each<[string, boolean, Job, Pod[]]>([
    ["has not begun before there is a pod", false, migration(), []],
    ["nor while the data is copied", false, migration(), [migrationPod("Pending", { running: {} }, WAITS)]],
    ["nor when that failed", false, migration({ failed: 1 }), [migrationPod("Failed", FAILED, WAITS)]],
    ["has begun with its container", true, migration(), [migrationPod("Running", ENDED, { running: {} })]],
    ["has begun when that failed", true, migration({ failed: 1 }), [migrationPod("Failed", ENDED, FAILED)]],
    [
      "has begun when one of two failed pods got that far",
      true,
      migration({ failed: 2 }),
      [migrationPod("Failed", FAILED, WAITS), migrationPod("Failed", ENDED, FAILED)],
    ],
    ["may have begun in a failed pod that is gone", true, migration({ failed: 1 }), []],
    ["has begun when it is through", true, migration({ succeeded: 1 }), []],
  ])("%s", (_, expected, each, pods) => {
    expect(hasMigrated([each], pods)).toBe(expected);
  });

  test("is that of a release under way, not of another", () => {
    const others = [newJob("migrate", {}, "d0"), newJob("web", {}, "d1")];
    expect(migrationsOf(medusa, ["d1"], [...others, migration()])).toEqual([migration()]);
    const { migration: _, ...without } = medusa;
    expect(migrationsOf(without, ["d1"], [migration()])).toEqual([]);
  });
});

describe("a whole copy", () => {
  const told = (message: string): ContainerState => ({ terminated: { ...ENDED.terminated, message } });
  const TIME = "2026-01-01T00:00:05.250Z";
  const say = (copy: string, at: string) => told(JSON.stringify({ copy, at }));
  test.each<[string, WholeCopy | undefined, Job, ContainerState]>([
    ["is told with its time", { key: KEY, time: TIME }, copying(), say(KEY, "2026-01-01T00:00:05.250000Z")],
    [
      "is there when its container ended well and said nothing",
      { key: KEY, time: "2026-01-01T00:00:09Z" },
      copying(),
      ENDED,
    ],
    ["is not there while it is made", undefined, copying(), { running: {} }],
    ["is not there when it failed", undefined, copying(), FAILED],
    ["is not there when an older Job had nothing to copy", undefined, copying(), say("", "")],
    ["is not there under another name", undefined, copying(), say("17", TIME)],
    ["is not there when nobody understands what was said", undefined, copying(), told("whole!")],
    ["is not there where the Job makes none", undefined, migration(), ENDED],
  ])("%s", (_, expected, each, state) => {
    expect(observeCopy([each], [migrationPod("Running", state, { running: {} })])).toEqual(expected);
  });
});

test("a migration Job that gave up over its copy says so, and names the container to look at", () => {
  const gaveUp = job("migrate", "Failed");
  expect(diagnoseJob(gaveUp, [migrationPod("Failed", FAILED, WAITS)], "migrate")?.failure).toMatchObject({
    code: "CopyFailed",
    container: "copy",
    evidence: { exitCode: 1 },
  });
  expect(diagnoseJob(gaveUp, [migrationPod("Failed", ENDED, FAILED)], "migrate")?.failure).toMatchObject({
    code: "MigrationFailed",
    container: "migrate",
  });
});
