import { CATALOG_NAME } from "@shopyard/crds/catalog.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { CONFIG_MAPS, RESOURCE_QUOTAS, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import type { Config } from "./config.ts";

/**
 * Tries what the server will need from the cluster.
 * @throws Error with one line that says what is missing and what to do.
 */
export async function preflight(client: KubeClient, { storesNamespace, systemNamespace }: Config): Promise<void> {
  const catalogOnly = { fieldSelector: `metadata.name=${CATALOG_NAME}` };
  const needs = [
    { what: "Stores", resource: STORES, namespace: storesNamespace, query: { limit: 1 } },
    { what: "ResourceQuotas", resource: RESOURCE_QUOTAS, namespace: storesNamespace, query: { limit: 1 } },
    { what: `the ConfigMap ${CATALOG_NAME}`, resource: CONFIG_MAPS, namespace: systemNamespace, query: catalogOnly },
  ];
  for (const { what, resource, namespace, query } of needs) {
    try {
      await client.list(resourcePath(resource, { namespace }), { query, timeoutMs: 10_000 });
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      throw new Error(advice(error, what, namespace), { cause: error });
    }
  }
}

function advice(error: KubeError, what: string, namespace: string): string {
  switch (error.status) {
    case 0:
      return `${error.message}. Is the cluster up, and KUBECONFIG the right one? (npm run cluster -- status)`;
    case 401:
      return "the Kubernetes API does not know who we are (401): the kubeconfig's credentials have expired or are wrong";
    case 403:
      return `not allowed to list ${what} in namespace ${namespace}: bind the server's role from charts/shopyard`;
    case 404:
      return "the cluster has no Stores: apply crds/stores.shopyard.dev.yaml first";
    default:
      return `cannot list ${what} in namespace ${namespace}: ${error.message}`;
  }
}
