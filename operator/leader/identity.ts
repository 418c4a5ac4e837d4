import { randomBytes } from "node:crypto";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { resourcePath, SELF_SUBJECT_REVIEWS } from "@shopyard/kube/paths.ts";

/** What the API server knows of whoever sends a request. */
interface UserInfo {
  username: string;
  extra?: Record<string, string[]>;
}

const POD_UID = "authentication.kubernetes.io/pod-uid";

/**
 * Who this process is on the Lease: the uid of the pod that its token is bound to, as the fence sees it, so that a
 * restart in the same pod goes on at once. Without a pod its user name and something random: the fence cannot tell two
 * processes of one user apart, the Lease can.
 */
export async function readIdentity(client: KubeClient): Promise<string> {
  const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
  const path = resourcePath(SELF_SUBJECT_REVIEWS);
  const { status } = await client.create<{ status: { userInfo: UserInfo } }>(path, review);
  const { username, extra } = status.userInfo;
  return extra?.[POD_UID]?.[0] ?? `${username}/${randomBytes(4).toString("hex")}`;
}
