/**
 * The fence: a ValidatingAdmissionPolicy (charts/shopyard/templates/fence.yaml) with the Lease as its parameter. The API
 * server itself refuses every write of an operator that does not hold the Lease, its helm's included.
 */
import { FENCE_MESSAGE, LEASE_NAME } from "@shopyard/crds/constants.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { CONFIG_MAPS, resourcePath } from "@shopyard/kube/paths.ts";
import { type Lease, leasePath } from "./lease.ts";

/** Whether an error, or what helm says, is the fence's refusal. */
export const isFenced = (error: unknown): boolean =>
  error instanceof Error && error.message.includes(FENCE_MESSAGE) && (!(error instanceof KubeError) || is403(error));

const is403 = (error: KubeError): boolean => error.status === 403;

/** Tells whoever runs this that nothing would hold back an old leader: the chart's policy is missing or not in force. */
export async function warnWithoutFence(
  client: KubeClient,
  namespace: string,
  identity: string,
  log: { warn(fields: object, message: string): void },
): Promise<void> {
  const lease = await client.get<Lease>(leasePath(namespace, LEASE_NAME));
  if (lease?.spec?.holderIdentity === identity || !(await mayWrite(client, namespace))) return;
  log.warn({ lease: LEASE_NAME }, "no fence: an operator without the lease may write; install charts/shopyard");
}

/** A write that changes nothing, as the fence judges it: whether this process may write. */
export async function mayWrite(client: KubeClient, namespace: string, signal?: AbortSignal): Promise<boolean> {
  const probe = { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "shopyard-fence-", namespace } };
  try {
    await client.create(resourcePath(CONFIG_MAPS, { namespace }), probe, { signal, query: { dryRun: "All" } });
    return true;
  } catch (error) {
    if (isFenced(error)) return false;
    throw error;
  }
}
