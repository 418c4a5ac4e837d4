import type { ErrorCode } from "@shopyard/crds/errors.ts";
import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../operator/diagnose/diagnosis.ts";
import { diagnosePod } from "../../operator/diagnose/pods.ts";
import type { Pod } from "../../operator/watch/kinds.ts";
import { container, crashed, outOfMemory, pod, waiting, withContainer } from "./support/parts.ts";

const unschedulable = (message: string) =>
  pod("web", { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }] });
const placed = { conditions: [{ type: "PodScheduled", status: "True" }] };
const running = { state: { running: {} } };

describe("a pod", () => {
  test.each<[string, Pod, [ErrorCode, Diagnosis["certainty"]] | undefined]>([
    ["runs", withContainer({ ready: true, ...running }), undefined],
    ["is being created", withContainer(waiting("ContainerCreating")), undefined],
    ["has no status yet", pod("web", undefined), undefined],
    ["crashes as often as neighbours that start late cause", withContainer(crashed(2)), ["CrashLoop", "healing"]],
    ["crashes more often than that", withContainer(crashed(3)), ["CrashLoop", "fatal"]],
    ["cannot pull yet", withContainer(waiting("ErrImagePull")), ["ImagePullFailed", "healing"]],
    ["cannot pull again and again", withContainer(waiting("ImagePullBackOff")), ["ImagePullFailed", "fatal"]],
    ["has a name of an image that is none", withContainer(waiting("InvalidImageName")), ["ImagePullFailed", "fatal"]],
    ["lacks a Secret's key", withContainer(waiting("CreateContainerConfigError")), ["ContainerConfig", "healing"]],
    ["ran out of memory twice", withContainer(outOfMemory(2)), ["OutOfMemory", "healing"]],
    ["runs out of memory for ever", withContainer(outOfMemory(3)), ["OutOfMemory", "fatal"]],
    ["ran out of memory and serves again", withContainer({ ...outOfMemory(9), ready: true, ...running }), undefined],
    [
      "ran out of memory and starts again",
      withContainer({ ...outOfMemory(2), ...running }),
      ["OutOfMemory", "healing"],
    ],
    ["fits no node", unschedulable("0/3 nodes are available: 3 Insufficient cpu."), ["Unschedulable", "healing"]],
    [
      "waits for a volume",
      unschedulable("pod has unbound immediate PersistentVolumeClaims"),
      ["VolumePending", "healing"],
    ],
    [
      "fails in an init container",
      pod("web", {
        initContainerStatuses: [container(crashed(4))],
        containerStatuses: [container(waiting("PodInitializing"))],
      }),
      ["CrashLoop", "fatal"],
    ],
    ["runs and is not ready", withContainer({ ...running, started: true }), ["ProbeFailing", "vague"]],
    [
      "runs again after a crash and is not ready",
      withContainer({ ...crashed(1), ...running }),
      ["ProbeFailing", "vague"],
    ],
    [
      "runs for a Job, which has no probes",
      pod("setup", { containerStatuses: [container(running)] }, { labels: { "batch.kubernetes.io/job-name": "x" } }),
      undefined,
    ],
    [
      "waits in an init container, as all do for the migration",
      pod("web", {
        ...placed,
        initContainerStatuses: [container({ name: "await-migration", ...running })],
        containerStatuses: [container(waiting("PodInitializing"))],
      }),
      undefined,
    ],
    [
      "has a node and does not start there",
      pod("web", {
        ...placed,
        initContainerStatuses: [container(waiting("PodInitializing"))],
        containerStatuses: [container(waiting("PodInitializing"))],
      }),
      ["WorkloadsNotReady", "vague"],
    ],
    ["has a node that does not look at it", pod("web", placed), ["WorkloadsNotReady", "vague"]],
    ["is done", pod("migrate", { phase: "Succeeded", containerStatuses: [container(crashed(9))] }), undefined],
    [
      "is going away",
      pod("web", { containerStatuses: [container(crashed(9))] }, { deletionTimestamp: "2026-01-01T00:00:00Z" }),
      undefined,
    ],
  ])("that %s", (_, given, expected) => {
    const found = diagnosePod(given);
    expect(found && [found.failure.code, found.certainty]).toEqual(expected);
    if (found !== undefined) expect(found.failure).toMatchObject({ step: "Workloads", component: "Pod/demo-web-0" });
  });

  test.each<[string, Pod, object]>([
    [
      "its crashes and its exit code",
      withContainer(crashed(5)),
      {
        message: "Container web of Pod/demo-web-0 crashed 5 times with exit code 2",
        container: "web",
        evidence: { podReason: "CrashLoopBackOff", exitCode: 2 },
      },
    ],
    [
      "that it was killed for its memory",
      withContainer(outOfMemory(4)),
      { container: "web", evidence: { podReason: "OOMKilled", exitCode: 137 } },
    ],
    [
      "which image it cannot pull",
      withContainer(waiting("ImagePullBackOff", 0, 'Back-off pulling image "x/y"')),
      {
        message: 'Container web of Pod/demo-web-0: Back-off pulling image "x/y"',
        evidence: { podReason: "ImagePullBackOff" },
      },
    ],
    [
      "that its startup probe has not passed",
      withContainer({ ...running, started: false }),
      { container: "web", evidence: { podReason: "NotStarted" } },
    ],
    [
      "that its readiness probe does not pass",
      withContainer({ ...running, started: true }),
      { container: "web", evidence: { podReason: "NotReady" } },
    ],
    [
      "what no node has",
      unschedulable("0/3 nodes are available: 3 Insufficient cpu."),
      {
        message: "Pod/demo-web-0 has no node: 0/3 nodes are available: 3 Insufficient cpu.",
        evidence: { podReason: "Unschedulable" },
      },
    ],
  ])("is diagnosed with %s", (_, given, failure) => {
    expect(diagnosePod(given)?.failure).toMatchObject(failure);
  });
});
