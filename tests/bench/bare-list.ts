/**
 * What no operator could do without: lists and parses what it watches, and drops each object as soon as it is parsed, so
 * that no memory has to be managed. Prints when it had seen everything, as JSON.
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
  cpuSeconds: number;
}

const DROPPED = {} as KubeObject;

const client = createKubeClient(loadKubeConfig());
const places = placesOf(process.env.STORES_NAMESPACE ?? "", `${LABELS.yard},${LABELS.store}`);
const lists = await Promise.all(
  Object.values(places).map(({ resource, namespace, labelSelector }) =>
    client.list<KubeObject>(resourcePath(resource, { namespace }), { query: { labelSelector }, keep: () => DROPPED }),
  ),
);
const doneAt = Date.now();
const { cpuSeconds } = processFigures(process.pid);
const objects = lists.reduce((sum, { items }) => sum + items.length, 0);
process.stdout.write(`${JSON.stringify({ doneAt, objects, cpuSeconds } satisfies BareList)}\n`);
