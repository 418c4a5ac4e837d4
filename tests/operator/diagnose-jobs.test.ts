import { describe, expect, test } from "vitest";
import { diagnoseJob, hasGivenUp } from "../../operator/diagnose/jobs.ts";
import type { Job, Pod } from "../../operator/watch/kinds.ts";
import { failedPod, job, newJob } from "./support/parts.ts";

const GONE = { deletionTimestamp: "2026-01-01T00:00:00Z" };
const early = failedPod("setup", { exitCode: 3 }, { creationTimestamp: "2026-01-01T00:00:00Z", name: "early" });
const late = failedPod("setup", { exitCode: 4 }, { creationTimestamp: "2026-01-01T00:00:09Z", name: "late" });
const killed = failedPod("setup", { exitCode: 137, reason: "OOMKilled" });

describe("a Job", () => {
  test.each<[string, Job, Pod[], object | undefined]>([
    [
      "has no pod",
      newJob("setup"),
      [],
      { certainty: "vague", failure: { code: "WorkloadsNotReady", message: "Job/demo-setup has no pod" } },
    ],
    [
      "runs",
      newJob("setup", { active: 1 }),
      [{ ...late, status: { phase: "Running" } }],
      { certainty: "vague", failure: { message: "Job/demo-setup has not ended", pod: "late" } },
    ],
    [
      "is done, after a failure or two",
      newJob("setup", { failed: 2, conditions: job("setup", "Complete").status?.conditions }),
      [early],
      undefined,
    ],
    ["gave up and is being removed", job("setup", "Failed", "d1", GONE), [], undefined],
    [
      "gave up",
      job("setup", "Failed"),
      [],
      {
        certainty: "fatal",
        failure: {
          code: "MigrationFailed",
          step: "Workloads",
          component: "Job/demo-setup",
          message: "Job demo-setup failed: it failed",
          evidence: { podReason: "BackoffLimitExceeded" },
        },
      },
    ],
    [
      "gave up, with the exit code and the log of its last pod",
      job("setup", "Failed"),
      [late, early],
      { failure: { pod: "late", container: "setup", evidence: { podReason: "Error", exitCode: 4 } } },
    ],
    [
      "gave up for want of memory",
      job("setup", "Failed"),
      [killed],
      {
        failure: { code: "MigrationFailed", cause: "OutOfMemory", evidence: { podReason: "OOMKilled", exitCode: 137 } },
      },
    ],
    [
      "gave up and is no migration",
      job("import", "Failed"),
      [late],
      { failure: { code: "JobFailed", component: "Job/demo-import" } },
    ],
    [
      "fails, and will be tried again",
      newJob("setup", { failed: 1 }),
      [early],
      {
        certainty: "healing",
        failure: {
          code: "MigrationFailed",
          message: "Job demo-setup has failed 1 time so far",
          evidence: { exitCode: 3 },
        },
      },
    ],
  ])("that %s", (_, given, pods, expected) => {
    const found = diagnoseJob(given, pods, "setup");
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
    expect(hasGivenUp(given)).toBe(found?.certainty === "fatal");
  });

  test("is a migration only for an engine that names it", () => {
    expect(diagnoseJob(job("setup", "Failed"), [])?.failure.code).toBe("JobFailed");
  });
});
