/**
 * What no operator could do without: lists and parses what it watches, holds it, and does nothing else. Prints when it
 * had everything and what memory that takes, as JSON.
 */
import { LABELS } from "@shopyard/crds/constants.ts";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  JOBS,
  NAMESPACES,
  PODS,
  type Resource,
  resourcePath,
  STATEFUL_SETS,
  STORES,
} from "@shopyard/kube/paths.ts";
import { processFigures } from "./process-figures.ts";

export interface BareList {
  /** Milliseconds since the epoch. */
  doneAt: number;
  objects: number;
  rssBytes: number;
  peakRssBytes: number;
  cpuSeconds: number;
}

const client = createKubeClient(loadKubeConfig());
const list = (resource: Resource, place: { namespace?: string | undefined } = {}, labelSelector?: string) =>
  client.list<KubeObject>(resourcePath(resource, place), { query: { labelSelector } });
const lists = await Promise.all([
  list(STORES, { namespace: process.env.STORES_NAMESPACE }),
  list(NAMESPACES),
  list(CONFIG_MAPS, { namespace: process.env.STORES_NAMESPACE }),
  ...[PODS, DEPLOYMENTS, STATEFUL_SETS, JOBS].map((resource) => list(resource, {}, `${LABELS.yard},${LABELS.store}`)),
]);
const doneAt = Date.now();
const { rssBytes, peakRssBytes, cpuSeconds } = processFigures(process.pid);
const objects = lists.reduce((sum, { items }) => sum + items.length, 0);
process.stdout.write(`${JSON.stringify({ doneAt, objects, rssBytes, peakRssBytes, cpuSeconds } satisfies BareList)}\n`);
