import type { Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { JOBS, PODS, resourcePath } from "@shopyard/kube/paths.ts";

/** When things happened, in seconds since the store was created. */
export interface Span {
  part: string;
  from: number;
  to: number;
}

interface Timed extends KubeObject {
  metadata: KubeObject["metadata"] & { creationTimestamp?: string };
  status?: {
    startTime?: string;
    completionTime?: string;
    conditions?: { type: string; status: string; lastTransitionTime?: string }[];
    containerStatuses?: { state?: { running?: { startedAt?: string } } }[];
  };
}

const COMPONENT = "app.kubernetes.io/component";

/**
 * Where a store's way to its first order went: the operator's steps by its timeline (milliseconds), the parts of the
 * shop by the Kubernetes API (whole seconds; that is all it keeps).
 */
export async function spansOf(admin: KubeClient, store: Store): Promise<Span[]> {
  const created = Date.parse(store.metadata.creationTimestamp);
  const since = (time: string | undefined) => (Date.parse(time ?? "") - created) / 1000;
  const namespace = store.status?.namespace?.name ?? "";
  const steps = (store.status?.events ?? [])
    .filter(({ durationMs = 0 }) => durationMs > 0)
    .map(({ step, time, durationMs = 0 }) => ({
      part: `step ${step}`,
      from: since(time),
      to: since(time) + durationMs / 1000,
    }));
  const jobs = (await admin.list<Timed>(resourcePath(JOBS, { namespace }))).items;
  const pods = (await admin.list<Timed>(resourcePath(PODS, { namespace }))).items;
  const ofJobs = jobs.map(({ metadata, status }) => ({
    part: `Job ${metadata.labels?.[COMPONENT] ?? metadata.name}`,
    from: since(status?.startTime),
    to: since(status?.completionTime),
  }));
  const ofPods = pods
    .filter(({ metadata }) => metadata.labels?.["batch.kubernetes.io/job-name"] === undefined)
    .map(({ metadata, status }) => ({
      part: `${metadata.labels?.[COMPONENT] ?? metadata.name}, created to ready`,
      from: since(metadata.creationTimestamp),
      to: since(status?.conditions?.find(({ type }) => type === "Ready")?.lastTransitionTime),
    }));
  const sale = (store.status?.sale?.steps ?? []).map(({ step, durationMs }) => ({
    part: `sale: ${step}`,
    from: 0,
    to: durationMs / 1000,
  }));
  return [...steps, ...ofPods, ...ofJobs, ...sale];
}
