import type { KubeClient } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { PODS, resourcePath, SERVICE_ACCOUNTS } from "@shopyard/kube/paths.ts";

/** How long the tokens of a local platform last, in seconds. */
const TOKEN_SECONDS = 7 * 24 * 3600;

/** A token of a service account, bound to a pod where one is given. */
export async function mintToken(
  admin: KubeClient,
  namespace: string,
  account: string,
  pod?: KubeObject,
): Promise<string> {
  const path = resourcePath(SERVICE_ACCOUNTS, { namespace, name: account, subresource: "token" });
  const boundObjectRef = pod && { apiVersion: "v1", kind: "Pod", name: pod.metadata.name, uid: pod.metadata.uid };
  const body = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: TOKEN_SECONDS, ...(boundObjectRef && { boundObjectRef }) },
  };
  const { status } = await admin.create<{ status: { token: string } }>(path, body);
  return status.token;
}

/**
 * A token for an operator that runs outside the cluster, bound to a pod that stands for it and never runs: so the fence
 * can tell two operators of one account apart, as it does inside.
 */
export async function mintOperatorToken(admin: KubeClient, namespace: string, account: string): Promise<string> {
  const pod = await admin.create<KubeObject>(resourcePath(PODS, { namespace }), {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { generateName: `${account}-outside-`, namespace },
    spec: {
      serviceAccountName: account,
      schedulingGates: [{ name: "shopyard.dev/outside" }],
      containers: [{ name: "operator", image: "shopyard/operator" }],
    },
  });
  return mintToken(admin, namespace, account, pod);
}
