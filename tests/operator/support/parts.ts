/** Pods, Jobs and workloads as Kubernetes reports them, for tests of diagnosis. */
import { LABELS } from "@shopyard/crds/constants.ts";
import type { ContainerStatus, Job, Pod, WorkloadObject } from "../../../operator/watch/kinds.ts";

export const container = (part: Partial<ContainerStatus>): ContainerStatus => ({
  name: "web",
  ready: false,
  restartCount: 0,
  ...part,
});

export const pod = (component: string, status: Pod["status"], metadata: object = {}): Pod => ({
  metadata: {
    name: `demo-${component}-0`,
    namespace: "shop-demo",
    labels: { [LABELS.component]: component },
    ...metadata,
  },
  status,
});

export const withContainer = (part: Partial<ContainerStatus>): Pod =>
  pod("web", { containerStatuses: [container(part)] });

export const waiting = (reason: string, restartCount = 0, message?: string): Partial<ContainerStatus> => ({
  restartCount,
  state: { waiting: { reason, ...(message && { message }) } },
});

export const crashed = (restartCount: number): Partial<ContainerStatus> => ({
  ...waiting("CrashLoopBackOff", restartCount),
  lastState: { terminated: { reason: "Error", exitCode: 2 } },
});

export const outOfMemory = (restartCount: number): Partial<ContainerStatus> => ({
  ...waiting("CrashLoopBackOff", restartCount),
  lastState: { terminated: { reason: "OOMKilled", exitCode: 137 } },
});

const metadata = (component: string, digest: string, more: object = {}) => ({
  name: `demo-${component}`,
  namespace: "shop-demo",
  generation: 2,
  labels: { [LABELS.component]: component },
  annotations: { [LABELS.digest]: digest },
  ...more,
});

/** A Deployment or StatefulSet whose pods are all ready. */
export const rolledOut = (component: string, status: object = {}, digest = "d1", replicas = 1): WorkloadObject => ({
  metadata: metadata(component, digest),
  spec: { replicas },
  status: { observedGeneration: 2, replicas, updatedReplicas: replicas, readyReplicas: replicas, ...status },
});

export const newJob = (component: string, status: Job["status"] = {}, digest = "d1", more: object = {}): Job => ({
  metadata: metadata(component, digest, more),
  status,
});

/** A Job with one condition. */
export const job = (component: string, type: string, digest = "d1", more: object = {}): Job =>
  newJob(
    component,
    { conditions: [{ type, status: "True", reason: "BackoffLimitExceeded", message: "it failed" }] },
    digest,
    more,
  );

/** A pod of such a Job that has ended badly. */
export const failedPod = (component: string, terminated: object, more: object = {}): Pod =>
  pod(
    component,
    {
      phase: "Failed",
      containerStatuses: [
        container({ name: component, state: { terminated: { reason: "Error", exitCode: 1, ...terminated } } }),
      ],
    },
    { labels: { [LABELS.component]: component, "batch.kubernetes.io/job-name": `demo-${component}` }, ...more },
  );
