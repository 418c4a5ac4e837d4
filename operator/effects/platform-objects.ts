import { randomBytes } from "node:crypto";
import { CATALOG_KEY, CATALOG_NAME } from "@shopyard/crds/catalog.ts";
import { FIELD_MANAGER } from "@shopyard/crds/constants.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { isConflict } from "@shopyard/kube/error.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { CONFIG_MAPS, resourcePath } from "@shopyard/kube/paths.ts";
import { buildCatalog } from "../build/catalog.ts";
import type { Platform } from "../platform.ts";

const YARD = "shopyard-yard";

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

/** The yard's id, kept for ever and restored with the platform's backup; undefined before it was made. */
export async function findYard(client: KubeClient, namespace: string): Promise<string | undefined> {
  const present = await client.get<ConfigMap>(resourcePath(CONFIG_MAPS, { namespace, name: YARD }));
  return present && yardOf(present, namespace);
}

/** Makes the yard's id where there is none. */
export async function makeYard(client: KubeClient, namespace: string): Promise<void> {
  if ((await findYard(client, namespace)) !== undefined) return;
  const configMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: YARD, namespace },
    data: { id: randomBytes(8).toString("hex") },
  };
  try {
    await client.create(resourcePath(CONFIG_MAPS, { namespace }), configMap);
  } catch (error) {
    // Somebody else was first.
    if (!isConflict(error)) throw error;
  }
}

/** Publishes what this operator can build; the server watches it. A restart that changes nothing writes nothing. */
export async function publishCatalog(client: KubeClient, platform: Platform): Promise<void> {
  const namespace = platform.config.SYSTEM_NAMESPACE;
  const configMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: CATALOG_NAME, namespace },
    data: { [CATALOG_KEY]: JSON.stringify(buildCatalog(platform), null, 2) },
  };
  const path = resourcePath(CONFIG_MAPS, { namespace, name: CATALOG_NAME });
  const present = await client.get<ConfigMap>(path);
  if (present?.data?.[CATALOG_KEY] === configMap.data[CATALOG_KEY]) return;
  await client.apply(path, configMap, { fieldManager: FIELD_MANAGER });
}

function yardOf(configMap: ConfigMap, namespace: string): string {
  const id = configMap.data?.id;
  if (id === undefined || !/^[0-9a-f]{16}$/.test(id)) {
    throw new Error(
      `ConfigMap ${namespace}/${YARD} has no valid id (16 hex digits): restore it from the platform's backup; without it no store's namespace can be told from others`,
    );
  }
  return id;
}
