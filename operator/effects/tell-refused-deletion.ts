import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { isFenced } from "../leader/fence.ts";
import type { EffectContext } from "./context.ts";
import { writeStatus } from "./write-status.ts";

/** Whoever waits for a namespace's deletion should read that the API server refuses it; it is asked again all the same. */
export async function tellRefusedDeletion(store: Store, error: unknown, context: EffectContext): Promise<void> {
  if (!(error instanceof KubeError) || !isRefusal(error) || isFenced(error)) return;
  const name = namespaceOf(store.metadata.name, context.platform.config.NAMESPACE_PREFIX);
  const blockedBy = `the API server refuses to delete namespace ${name}: ${error.message}`;
  await writeStatus(store, { type: "NamespaceDeleting", blockedBy }, context);
}

/** A webhook that does not answer is an error of the API server's, and yet it refuses. */
const isRefusal = ({ status, message }: KubeError): boolean =>
  [400, 403, 422].includes(status) || (status === 500 && /webhook/.test(message));
