import { CATALOG_NAME } from "@shopyard/crds/catalog.ts";
import type { KubeClient, Query } from "@shopyard/kube/client.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { CONFIG_MAPS, RESOURCE_QUOTAS, type Resource, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import type { Config } from "./config.ts";
import { recentCreatesPath } from "./kube/recent-creates.ts";

/**
 * Tries what the server will need from the cluster.
 * @throws Error with one line that says what is missing and what to do.
 */
export async function preflight(client: KubeClient, { storesNamespace, systemNamespace }: Config): Promise<void> {
  const timeoutMs = 10_000;
  const list = (what: string, resource: Resource, namespace: string, query: Query) => ({
    action: `list ${what}`,
    namespace,
    ask: () => client.list(resourcePath(resource, { namespace }), { query, timeoutMs }),
  });
  const creates = recentCreatesPath(storesNamespace, "00");
  const needs = [
    list("Stores", STORES, storesNamespace, { limit: 1 }),
    list("ResourceQuotas", RESOURCE_QUOTAS, storesNamespace, { limit: 1 }),
    list(`the ConfigMap ${CATALOG_NAME}`, CONFIG_MAPS, systemNamespace, {
      fieldSelector: `metadata.name=${CATALOG_NAME}`,
    }),
    { action: "get Leases", namespace: storesNamespace, ask: () => client.get(creates, { timeoutMs }) },
  ];
  for (const { action, namespace, ask } of needs) {
    try {
      await ask();
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      throw new Error(advice(error, action, namespace), { cause: error });
    }
  }
}

function advice(error: KubeError, action: string, namespace: string): string {
  switch (error.status) {
    case 0:
      return `${error.message}. Is the cluster up, and KUBECONFIG the right one? (npm run cluster -- status)`;
    case 401:
      return "the Kubernetes API does not know who we are (401): the kubeconfig's credentials have expired or are wrong";
    case 403:
      return `not allowed to ${action} in namespace ${namespace}: bind the server's role from charts/shopyard`;
    case 404:
      return "the cluster has no Stores: apply crds/stores.shopyard.dev.yaml first";
    default:
      return `cannot ${action} in namespace ${namespace}: ${error.message}`;
  }
}
