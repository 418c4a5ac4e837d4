import { isTransient, KubeError } from "@shopyard/kube/error.ts";
import { ClusterUnavailable } from "./domain-error.ts";

/** Seconds to wait where the API server doesn't say. */
const RETRY_AFTER_SECONDS = 5;

/** For each request that somebody waits for: they should read that the API server does not answer, and not a timeout. */
export const WHILE_SOMEBODY_WAITS = { timeoutMs: 8_000 };

/** Runs a write; an API server that doesn't answer, or not now, becomes the typed refusal. Other errors pass. */
export async function onCluster<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw unavailableOr(error);
  }
}

/** The typed refusal for passing trouble; any other error as it is. */
export function unavailableOr(error: unknown): unknown {
  if (!(error instanceof KubeError) || !isTransient(error)) return error;
  return new ClusterUnavailable(
    error.status === 0 ? "The Kubernetes API does not answer." : "The Kubernetes API cannot take the request now.",
    error.retryAfterSeconds ?? RETRY_AFTER_SECONDS,
    { cause: error, hint: "Try again in a few seconds. Nothing is lost: asking twice is harmless." },
  );
}
