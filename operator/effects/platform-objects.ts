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

/** The yard's id: made at the first start, kept for ever, restored with the platform's backup. */
export async function ensureYard(client: KubeClient, namespace: string): Promise<string> {
  const path = resourcePath(CONFIG_MAPS, { namespace, name: YARD });
  const present = await client.get<ConfigMap>(path);
  if (present !== undefined) return yardOf(present, namespace);
  const configMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: YARD, namespace },
    data: { id: randomBytes(8).toString("hex") },
  };
  try {
    return yardOf(await client.create<ConfigMap>(resourcePath(CONFIG_MAPS, { namespace }), configMap), namespace);
  } catch (error) {
    // Another replica was first.
    if (isConflict(error)) return yardOf(await client.get<ConfigMap>(path), namespace);
    throw error;
  }
}

/** Publishes what this operator can build; the server watches it. */
export async function publishCatalog(client: KubeClient, platform: Platform): Promise<void> {
  const namespace = platform.config.SYSTEM_NAMESPACE;
  const configMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: CATALOG_NAME, namespace },
    data: { [CATALOG_KEY]: JSON.stringify(buildCatalog(platform), null, 2) },
  };
  const path = resourcePath(CONFIG_MAPS, { namespace, name: CATALOG_NAME });
  await client.apply(path, configMap, { fieldManager: FIELD_MANAGER });
}

function yardOf(configMap: ConfigMap | undefined, namespace: string): string {
  const id = configMap?.data?.id;
  if (id === undefined || !/^[0-9a-f]{16}$/.test(id)) {
    throw new Error(
      `ConfigMap ${namespace}/${YARD} has no valid id (16 hex digits): restore it from the platform's backup; without it no store's namespace can be told from others`,
    );
  }
  return id;
}
