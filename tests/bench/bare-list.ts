/**
 * What no operator could do without: lists and parses what it watches, holds it, and does nothing else. Prints when it
 * had everything and what memory that takes, as JSON.
 */
import { LABELS } from "@shopyard/crds/constants.ts";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { resourcePath } from "@shopyard/kube/paths.ts";
import { placesOf } from "../../operator/watch/places.ts";
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
const places = placesOf(process.env.STORES_NAMESPACE ?? "", `${LABELS.yard},${LABELS.store}`);
const lists = await Promise.all(
  Object.values(places).map(({ resource, namespace, labelSelector }) =>
    client.list<KubeObject>(resourcePath(resource, { namespace }), { query: { labelSelector } }),
  ),
);
const doneAt = Date.now();
const { rssBytes, peakRssBytes, cpuSeconds } = processFigures(process.pid);
const objects = lists.reduce((sum, { items }) => sum + items.length, 0);
process.stdout.write(`${JSON.stringify({ doneAt, objects, rssBytes, peakRssBytes, cpuSeconds } satisfies BareList)}\n`);
