import type { ErrorCode } from "@shopyard/crds/errors.ts";
import { describe, expect, test } from "vitest";
import { sharpen, tellingWarning, type Warning } from "../../operator/diagnose/events.ts";
import type { Failure } from "../../operator/reconcile/failure.ts";

const failure = (code: ErrorCode, component: string, more: Partial<Failure> = {}): Failure => ({
  code,
  step: "Workloads",
  component,
  message: "m",
  ...more,
});
const warning = (about: string, reason: string, message = "", time = 0): Warning => ({ about, reason, message, time });
const DENIED = 'pods "demo-database-0" is forbidden: violates PodSecurity "restricted:latest"';
const LIVENESS = "Liveness probe failed: HTTP probe failed with statuscode: 500";

describe("the warning that tells most", () => {
  const pod = failure("ImagePullFailed", "Pod/demo-web-0");
  test.each<[string, Failure, Warning[], string | undefined]>([
    ["is none where there is none", pod, [], undefined],
    [
      "is never another object's",
      pod,
      [warning("Pod/demo-web-1", "Failed"), warning("Service/x", "Failed")],
      undefined,
    ],
    [
      "is what the registry said, not that it is tried again",
      pod,
      [warning("Pod/demo-web-0", "BackOff", "", 2), warning("Pod/demo-web-0", "Failed", "", 1)],
      "Failed",
    ],
    [
      "is the latest of its kind",
      failure("ProbeFailing", "Pod/a"),
      [warning("Pod/a", "Unhealthy", "old", 1), warning("Pod/a", "Unhealthy", "new", 2)],
      "new",
    ],
    [
      "is the latest where none tells more",
      failure("CrashLoop", "Pod/a"),
      [warning("Pod/a", "X", "old", 1), warning("Pod/a", "BackOff", "new", 2)],
      "new",
    ],
    [
      "is the claim's where a volume is awaited",
      failure("VolumePending", "Pod/a"),
      [
        warning("Pod/a", "FailedScheduling", "", 2),
        warning("PersistentVolumeClaim/a", "ProvisioningFailed", "no class", 1),
      ],
      "no class",
    ],
    [
      "is not a claim's for anything else",
      failure("CrashLoop", "Pod/a"),
      [warning("PersistentVolumeClaim/a", "ProvisioningFailed")],
      undefined,
    ],
    [
      "is a ReplicaSet's for its Deployment",
      failure("PolicyDenied", "Deployment/demo-web"),
      [warning("ReplicaSet/demo-web-6c", "FailedCreate", "denied")],
      "denied",
    ],
    [
      "is that of a Job's last pod",
      failure("MigrationFailed", "Job/a", { pod: "a-x" }),
      [warning("Pod/a-x", "BackOff", "p")],
      "p",
    ],
    [
      "is that of the cause at the deadline",
      failure("DeadlineExceeded", "Pod/a", { cause: "ProbeFailing" }),
      [warning("Pod/a", "Unhealthy", "u", 1), warning("Pod/a", "X", "x", 2)],
      "u",
    ],
    [
      "is the probe's where the node ended the container",
      failure("CrashLoop", "Pod/a", { evidence: { exitCode: 137 } }),
      [warning("Pod/a", "Unhealthy", LIVENESS, 1), warning("Pod/a", "BackOff", "", 2)],
      LIVENESS,
    ],
    [
      "is none for a failure of no part",
      { ...pod, component: undefined },
      [warning("Pod/demo-web-0", "Failed")],
      undefined,
    ],
  ])("%s", (_, given, warnings, expected) => {
    const found = tellingWarning(given, warnings);
    expect(found && (found.message || found.reason)).toBe(expected);
  });
});

describe("a failure's code", () => {
  test.each<[reason: string, message: string, ErrorCode]>([
    ["FailedCreate", DENIED, "PolicyDenied"],
    ["FailedCreate", 'pods "x" is forbidden: exceeded quota: store', "QuotaExceeded"],
    ["FailedCreate", "error looking up service account", "ApiRefused"],
    ["FailedScheduling", "0/1 nodes are available: Insufficient memory", "Unschedulable"],
    ["FailedScheduling", "running PreBind plugin: binding volumes: timed out", "VolumePending"],
    ["FailedMount", 'MountVolume.SetUp failed for volume "x": secret "y" not found', "ContainerConfig"],
    ["FailedMount", "Unable to attach or mount volumes: timed out", "VolumePending"],
    ["FailedAttachVolume", "Multi-Attach error", "VolumePending"],
    ["ProvisioningFailed", 'storageclass "fast" not found', "VolumePending"],
    ["FailedCreatePodSandBox", "network plugin is not ready", "ContainerConfig"],
    ["Unhealthy", "Readiness probe failed: connection refused", "ProbeFailing"],
  ])("comes to light where only an Event tells: %s, %s", (reason, message, code) => {
    const told = warning("StatefulSet/demo-database", reason, message);
    const vague = failure("WorkloadsNotReady", "StatefulSet/demo-database");
    expect(sharpen(vague, told)).toEqual({ ...vague, code, message: `m: ${message}` });
    const late = failure("DeadlineExceeded", "StatefulSet/demo-database", { cause: "WorkloadsNotReady" });
    expect(sharpen(late, told)).toEqual({ ...late, cause: code });
  });

  test("stays where it is sure, whatever an Event says", () => {
    const sure = failure("ImagePullFailed", "Pod/a");
    expect(sharpen(sure, warning("Pod/a", "Unhealthy"))).toBe(sure);
    const late = failure("DeadlineExceeded", "Pod/a", { cause: "OutOfMemory" });
    expect(sharpen(late, warning("Pod/a", "Unhealthy"))).toBe(late);
  });

  test("stays vague, and names no cause, where no Event tells", () => {
    const vague = failure("WorkloadsNotReady", "Pod/a");
    expect(sharpen(vague, undefined)).toBe(vague);
    expect(sharpen(vague, warning("Pod/a", "Strange"))).toBe(vague);
    expect(sharpen(failure("DeadlineExceeded", "Pod/a", { cause: "WorkloadsNotReady" }), undefined)).not.toHaveProperty(
      "cause",
    );
  });

  test.each<[string, number, string, ErrorCode | undefined]>([
    ["ended by the node for its liveness", 137, LIVENESS, "ProbeFailing"],
    ["ended by the node before it had started", 143, "Startup probe failed: x", "ProbeFailing"],
    ["that crashed by itself", 1, LIVENESS, undefined],
    ["that merely was not ready before", 137, "Readiness probe failed: x", undefined],
  ])("has a probe as its cause for a container %s", (_, exitCode, message, cause) => {
    const crash = failure("CrashLoop", "Pod/a", { evidence: { exitCode } });
    expect(sharpen(crash, warning("Pod/a", "Unhealthy", message)).cause).toBe(cause);
  });
});
