import type { KubeList } from "@shopyard/kube/client.ts";
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  JOBS,
  NAMESPACES,
  PODS,
  resourcePath,
  STATEFUL_SETS,
  STORES,
} from "@shopyard/kube/paths.ts";
import { waitUntil } from "../../../dev/cluster/wait-until.ts";
import { readCharts } from "../../../operator/charts.ts";
import { readConfig } from "../../../operator/config.ts";
import { builtInEngines } from "../../../operator/engines/registry.ts";
import type { Platform } from "../../../operator/platform.ts";
import type { World } from "../world.ts";
import { readTemplate } from "./template.ts";
import { TEMPLATE_NAME, writeCopies } from "./write-copies.ts";

export interface Fleet {
  /** Makes so many Ready stores of it, the one that the operator built among them; returns the number of all objects. */
  growTo(stores: number): Promise<number>;
}

/** Lets the operator build one store, then ends it and the cluster's controllers, and copies that store. */
export async function makeFleet(world: World, engine: string): Promise<Fleet> {
  const store = await world.bringUp(TEMPLATE_NAME, engine);
  if (world.audit.take().writes === 0) throw new Error("the audit log does not show the operator's writes");
  await world.platform.operator.stop();
  await world.controllers.stop();
  const template = await readTemplate(world.admin, world.etcd, store);
  const platform = await platformOf(world);
  let present = 1;
  return {
    async growTo(stores) {
      if (stores < present) throw new Error(`the fleet has ${present} stores and cannot shrink to ${stores}`);
      // Written behind its back, hundreds of thousands of changes would keep an API server busy for long.
      await world.apiServer.stop();
      await writeCopies(template, { from: present, to: stores }, platform, world.etcd);
      await world.apiServer.start();
      present = stores;
      await untilServed(world, stores);
      return stores * template.objects.length;
    },
  };
}

/** It reads what is there when it is asked for it, which takes a while for thousands of stores. */
async function untilServed({ admin, apiServer }: World, stores: number): Promise<void> {
  for (const resource of [STORES, NAMESPACES, PODS, DEPLOYMENTS, STATEFUL_SETS, JOBS]) {
    const served = async () => {
      const page = await admin.get<KubeList<object>>(resourcePath(resource), { query: { limit: 1 } });
      // A page comes from the database; a whole list from a cache, and is refused with 429 while that is filled.
      await admin.list(resourcePath(resource), { query: { labelSelector: "nobody.has/this" } });
      return 1 + (page?.metadata.remainingItemCount ?? 0) >= stores;
    };
    const giveUp = () => apiServer.whyEnded();
    await waitUntil(served, { what: `${resource.plural} to be served`, timeoutMs: 1_200_000, everyMs: 1_000, giveUp });
  }
}

/** What the operator's process computed for itself. */
async function platformOf({ admin, platform }: World): Promise<Platform> {
  const config = readConfig(platform.operatorEnv);
  const folders = [...builtInEngines.values()].flatMap(({ versions }) => versions.map(({ chart }) => chart));
  const yard = await admin.get<{ data?: { id?: string } }>(
    resourcePath(CONFIG_MAPS, { namespace: platform.systemNamespace, name: "shopyard-yard" }),
  );
  if (yard?.data?.id === undefined) throw new Error("the platform has no yard's id");
  return {
    ...{ config, engines: builtInEngines, yard: yard.data.id },
    chartDigests: await readCharts(config.CHARTS_DIR, folders),
  };
}
