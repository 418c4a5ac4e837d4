import { LABELS } from "@shopyard/crds/constants.ts";
import type { ErrorCode } from "@shopyard/crds/errors.ts";
import { describe, expect, test } from "vitest";
import { diagnosePod } from "../../operator/diagnose/pods.ts";
import { redact } from "../../operator/diagnose/redact.ts";
import { observeWorkloads } from "../../operator/diagnose/workloads.ts";
import type { ContainerStatus, Job, Pod, WorkloadObject } from "../../operator/watch/kinds.ts";

const container = (part: Partial<ContainerStatus>): ContainerStatus => ({
  name: "web",
  ready: false,
  restartCount: 0,
  ...part,
});
const pod = (component: string, status: Pod["status"], metadata: object = {}): Pod => ({
  metadata: {
    name: `demo-${component}-0`,
    namespace: "shop-demo",
    labels: { [LABELS.component]: component },
    ...metadata,
  },
  status,
});
const withContainer = (part: Partial<ContainerStatus>) => pod("web", { containerStatuses: [container(part)] });
const waiting = (reason: string, restartCount = 0, message?: string): Partial<ContainerStatus> => ({
  restartCount,
  state: { waiting: { reason, ...(message && { message }) } },
});
const crashed = (restartCount: number): Partial<ContainerStatus> => ({
  ...waiting("CrashLoopBackOff", restartCount),
  lastState: { terminated: { reason: "Error", exitCode: 2 } },
});
const outOfMemory = (restartCount: number): Partial<ContainerStatus> => ({
  ...waiting("CrashLoopBackOff", restartCount),
  lastState: { terminated: { reason: "OOMKilled", exitCode: 137 } },
});
const unschedulable = (message: string) =>
  pod("web", { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }] });

describe("a pod", () => {
  test.each<[string, Pod, [ErrorCode, boolean] | undefined]>([
    ["runs", withContainer({ ready: true, state: { running: {} } }), undefined],
    ["is being created", withContainer(waiting("ContainerCreating")), undefined],
    ["has no status yet", pod("web", undefined), undefined],
    ["has crashed once and runs again", withContainer({ ...crashed(1), state: { running: {} } }), undefined],
    ["crashes as often as neighbours that start late cause", withContainer(crashed(2)), ["CrashLoop", false]],
    ["crashes more often than that", withContainer(crashed(3)), ["CrashLoop", true]],
    ["cannot pull yet", withContainer(waiting("ErrImagePull")), ["ImagePullFailed", false]],
    ["cannot pull again and again", withContainer(waiting("ImagePullBackOff")), ["ImagePullFailed", true]],
    ["has a name of an image that is none", withContainer(waiting("InvalidImageName")), ["ImagePullFailed", true]],
    ["lacks a Secret's key", withContainer(waiting("CreateContainerConfigError")), ["ContainerConfig", false]],
    ["ran out of memory twice", withContainer(outOfMemory(2)), ["OutOfMemory", false]],
    ["runs out of memory for ever", withContainer(outOfMemory(3)), ["OutOfMemory", true]],
    ["fits no node", unschedulable("0/3 nodes are available: 3 Insufficient cpu."), ["Unschedulable", false]],
    ["waits for a volume", unschedulable("pod has unbound immediate PersistentVolumeClaims"), ["VolumePending", false]],
    [
      "fails in an init container",
      pod("web", {
        initContainerStatuses: [container(crashed(4))],
        containerStatuses: [container(waiting("PodInitializing"))],
      }),
      ["CrashLoop", true],
    ],
    ["is done", pod("migrate", { phase: "Succeeded", containerStatuses: [container(crashed(9))] }), undefined],
    [
      "is going away",
      pod("web", { containerStatuses: [container(crashed(9))] }, { deletionTimestamp: "2026-01-01T00:00:00Z" }),
      undefined,
    ],
  ])("that %s", (_, given, expected) => {
    const found = diagnosePod(given);
    expect(found && [found.failure.code, found.fatal]).toEqual(expected);
    if (found !== undefined) expect(found.failure).toMatchObject({ step: "Workloads", component: "Pod/demo-web-0" });
  });

  test("is diagnosed with what a person would look up", () => {
    expect(diagnosePod(withContainer(crashed(5)))?.failure).toMatchObject({
      message: "Container web of Pod/demo-web-0 crashed 5 times with exit code 2",
      evidence: { podReason: "CrashLoopBackOff", exitCode: 2 },
    });
    const pull = withContainer(waiting("ImagePullBackOff", 0, 'Back-off pulling image "x/y"'));
    expect(diagnosePod(pull)?.failure.message).toContain('Back-off pulling image "x/y"');
  });
});

describe("the workloads", () => {
  const engine = {
    workloads: [
      { kind: "StatefulSet", component: "database" },
      { kind: "Job", component: "setup" },
      { kind: "Deployment", component: "web" },
    ],
  } as const;
  const meta = (component: string, digest: string, more: object = {}) => ({
    name: `demo-${component}`,
    namespace: "shop-demo",
    generation: 2,
    labels: { [LABELS.component]: component },
    annotations: { [LABELS.digest]: digest },
    ...more,
  });
  const rolledOut = (component: string, status: object = {}, digest = "d1", replicas = 1): WorkloadObject => ({
    metadata: meta(component, digest),
    spec: { replicas },
    status: { observedGeneration: 2, replicas, updatedReplicas: replicas, readyReplicas: replicas, ...status },
  });
  const job = (component: string, type: string, digest = "d1"): Job => ({
    metadata: meta(component, digest),
    status: { conditions: [{ type, status: "True", reason: "BackoffLimitExceeded", message: "it failed" }] },
  });
  const all = {
    deployments: [rolledOut("web")],
    statefulSets: [rolledOut("database")],
    jobs: [job("setup", "Complete")],
    pods: [] as Pod[],
  };
  const asleep = {
    deployments: [rolledOut("web", {}, "d1", 0)],
    statefulSets: [rolledOut("database", {}, "d1", 0)],
    jobs: [],
    pods: [] as Pod[],
  };
  const look = (part: Partial<typeof all>, suspended = false) =>
    observeWorkloads(engine, "d1", suspended, { ...(suspended ? asleep : all), ...part });

  test.each([
    ['pods "web-1" is forbidden: exceeded quota: store, requested: pods=1', "QuotaExceeded"],
    ['pods "web-1" is forbidden: violates PodSecurity "restricted:latest"', "ApiRefused"],
  ])("a Deployment that may not make its pods is suspected: %s", (message, code) => {
    const conditions = [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }];
    const { suspected, fatal } = look({ deployments: [rolledOut("web", { readyReplicas: 0, conditions })] });
    expect(suspected).toMatchObject({
      code,
      component: "Deployment/demo-web",
      evidence: { podReason: "FailedCreate" },
    });
    expect(suspected?.message).toContain(message);
    expect(fatal).toBeUndefined();
  });

  test.each<[string, Partial<typeof all>, string]>([
    ["all of it, in this version", {}, ""],
    ["a part is missing", { deployments: [] }, "web"],
    ["a part is of another version", { deployments: [rolledOut("web", {}, "d0")] }, "web"],
    ["its controller has not looked yet", { deployments: [rolledOut("web", { observedGeneration: 1 })] }, "demo-web"],
    ["an old pod is left", { deployments: [rolledOut("web", { replicas: 2 })] }, "demo-web"],
    ["the new pod is not there", { deployments: [rolledOut("web", { updatedReplicas: 0 })] }, "demo-web"],
    [
      "the new pod is not ready",
      { statefulSets: [rolledOut("database", { readyReplicas: undefined })] },
      "demo-database",
    ],
    ["the job is of another version", { jobs: [job("setup", "Complete", "d0")] }, "setup"],
    ["the job has not ended", { jobs: [{ metadata: meta("setup", "d1") }] }, "demo-setup"],
  ])("are settled only when there is: %s", (_, part, waitingFor) => {
    const seen = look(part);
    expect(seen.settled).toBe(waitingFor === "");
    expect(seen.waitingFor).toBe(waitingFor);
    expect(seen.components.filter(({ ready }) => !ready)).toHaveLength(waitingFor === "" ? 0 : 1);
  });

  test("take a job that gave up for fatal, and a finished one beside it for done", () => {
    expect(look({ jobs: [job("setup", "Failed")] }).fatal).toMatchObject({
      code: "JobFailed",
      component: "Job/demo-setup",
      message: "Job demo-setup failed: it failed",
    });
    const going = {
      ...job("setup", "Failed"),
      metadata: meta("setup", "d1", { deletionTimestamp: "2026-01-01T00:00:00Z" }),
    };
    expect(look({ jobs: [going] }).fatal).toBeUndefined();
    expect(look({ jobs: [job("setup", "Failed"), job("setup", "Complete")] }).settled).toBe(true);
  });

  test("pass over what the shop does not need to serve, such as a failed cron run", () => {
    const pods = [pod("cron", { containerStatuses: [container(crashed(9))] })];
    expect(look({ jobs: [...all.jobs, job("cron", "Failed")], pods })).toMatchObject({
      settled: true,
      fatal: undefined,
      suspected: undefined,
    });
  });

  test("name a fatal pod before one that may heal", () => {
    const pods = [
      pod("database", { containerStatuses: [container(waiting("ErrImagePull"))] }),
      pod("web", { containerStatuses: [container(crashed(3))] }),
    ];
    const seen = look({ deployments: [], pods });
    expect(seen.fatal).toMatchObject({ code: "CrashLoop", component: "Pod/demo-web-0" });
    expect(seen.suspected).toMatchObject({ code: "ImagePullFailed" });
    expect(seen.components.find(({ name }) => name === "web")).toMatchObject({ ready: false, restarts: 3 });
  });

  test.each<[string, Pod[], boolean]>([
    ["no pod is left", [], true],
    ["a finished pod is left", [pod("setup", { phase: "Succeeded" })], true],
    ["a pod still runs", [pod("web", { phase: "Running" })], false],
    ["a pod is being made", [pod("web", undefined)], false],
  ])("sleep when %s: %s", (_, pods, settled) => {
    expect(look({ pods }, true).settled).toBe(settled);
  });
});

describe("a log line", () => {
  const SECRET = "Zm9v-YmFy_cXV4";
  test.each([
    ["keeps what is harmless", "GET /shop 200 in 12 ms", "GET /shop 200 in 12 ms"],
    ["loses a given secret, everywhere", `a ${SECRET} b=${SECRET}`, "a [removed] b=[removed]"],
    ["keeps short words that are secrets too", "admin signed in", "admin signed in"],
    ["loses a URL's password", "postgres://medusa:pa55@db:5432/x", "postgres://medusa:[removed]@db:5432/x"],
    ["loses a URL's password with an @ in it", "redis://:p@ss@host:6379", "redis://:[removed]@host:6379"],
    ["loses what a key names", "DB_PASSWORD=hunter2 user=x", "DB_PASSWORD=[removed] user=x"],
    ["loses what a JSON key names, spaces and all", '{"password": "a, b c","x":1}', '{"password": [removed],"x":1}'],
    ["loses an API key", "api_key: 12345", "api_key: [removed]"],
    ["loses a bearer token in a header", "Authorization: Bearer abc.def-ghi", "Authorization: [removed]"],
    ["loses a bearer token in a sentence", "sent bearer abc.def to x", "sent bearer [removed] to x"],
    ["loses a basic credential", "authorization: Basic dXNlcjpwYXNz==", "authorization: [removed]"],
  ])("%s", (_, line, expected) => {
    expect(redact(line, [SECRET, "admin"])).toBe(expected);
  });

  test("is cleaned in time, however long and odd", () => {
    const begin = performance.now();
    redact("a-".repeat(4_096), []);
    redact(`http://${"a:".repeat(4_096)}`, []);
    expect(performance.now() - begin).toBeLessThan(1_000);
  });
});
