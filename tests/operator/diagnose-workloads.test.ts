import type { ErrorCode } from "@shopyard/crds/errors.ts";
import { describe, expect, test } from "vitest";
import { observeWorkloads } from "../../operator/diagnose/workloads.ts";
import type { Pod } from "../../operator/watch/kinds.ts";
import { container, crashed, job, newJob, pod, rolledOut, waiting, withContainer } from "./support/parts.ts";

describe("the workloads", () => {
  const engine = {
    migration: "setup",
    workloads: [
      { kind: "StatefulSet", component: "database" },
      { kind: "Job", component: "setup" },
      { kind: "Deployment", component: "web" },
    ],
  } as const;
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

  test.each<[string, ErrorCode, fatal: boolean]>([
    ['pods "web-1" is forbidden: exceeded quota: store, requested: pods=1', "QuotaExceeded", false],
    ['pods "web-1" is forbidden: violates PodSecurity "restricted:latest"', "PolicyDenied", true],
    ["Internal error occurred: failed calling webhook", "ApiRefused", false],
  ])("a Deployment that may not make its pods is suspected: %s", (message, code, isFatal) => {
    const conditions = [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }];
    const { suspected, fatal } = look({ deployments: [rolledOut("web", { readyReplicas: 0, conditions })] });
    expect(suspected).toMatchObject({
      code,
      component: "Deployment/demo-web",
      evidence: { podReason: "FailedCreate" },
    });
    expect(suspected?.message).toContain(message);
    expect(fatal).toEqual(isFatal ? suspected : undefined);
  });

  test.each<[string, Partial<typeof all>, object | undefined]>([
    [
      "a StatefulSet without pods",
      { statefulSets: [rolledOut("database", { replicas: 0 })] },
      { component: "StatefulSet/demo-database", message: "StatefulSet/demo-database has 0 of 1 pods" },
    ],
    [
      "a Job without a pod",
      { jobs: [newJob("setup")] },
      { component: "Job/demo-setup", message: "Job/demo-setup has no pod" },
    ],
    [
      "what somebody scaled to zero before what waits for it",
      {
        statefulSets: [rolledOut("database", {}, "d1", 0)],
        pods: [withContainer({ state: { running: {} } })],
      },
      { component: "StatefulSet/demo-database", message: "StatefulSet/demo-database is scaled to zero" },
    ],
    [
      "a Job that has not ended",
      { jobs: [newJob("setup", { active: 1 })] },
      { component: "Job/demo-setup", message: "Job/demo-setup has not ended" },
    ],
    [
      "what others wait for before them, of whatever kind",
      {
        jobs: [newJob("setup", { active: 1 })],
        pods: [
          withContainer({ state: { running: {} } }),
          pod("database", { containerStatuses: [container({ state: { running: {} } })] }),
        ],
      },
      { component: "Pod/demo-database-0" },
    ],
    ["nothing of a finished Job", {}, undefined],
    [
      "what lacks a pod before what is merely not ready",
      { statefulSets: [rolledOut("database", { replicas: 0 })], pods: [withContainer({ state: { running: {} } })] },
      { code: "WorkloadsNotReady", component: "StatefulSet/demo-database" },
    ],
    [
      "what others wait for before them",
      {
        pods: [
          withContainer({ state: { running: {} } }),
          pod("database", { containerStatuses: [container({ state: { running: {} } })] }),
        ],
      },
      { code: "ProbeFailing", component: "Pod/demo-database-0" },
    ],
    [
      "what is wrong before what is vague",
      {
        statefulSets: [rolledOut("database", { replicas: 0 })],
        pods: [withContainer(waiting("ErrImagePull"))],
      },
      { code: "ImagePullFailed", component: "Pod/demo-web-0" },
    ],
  ])("suspect %s", (_, part, expected) => {
    const seen = look(part);
    expect(seen.fatal).toBeUndefined();
    if (expected === undefined) expect(seen.suspected).toBeUndefined();
    else expect(seen.suspected).toMatchObject(expected);
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
    ["the job has not ended", { jobs: [newJob("setup", { active: 1 })] }, "demo-setup"],
  ])("are settled only when there is: %s", (_, part, waitingFor) => {
    const seen = look(part);
    expect(seen.settled).toBe(waitingFor === "");
    expect(seen.waitingFor).toBe(waitingFor);
    expect(seen.components.filter(({ ready }) => !ready)).toHaveLength(waitingFor === "" ? 0 : 1);
  });

  test("take a job that gave up for fatal, and a finished one beside it for done", () => {
    expect(look({ jobs: [job("setup", "Failed")] }).fatal).toMatchObject({ code: "MigrationFailed" });
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
