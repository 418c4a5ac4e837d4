import { createApiClient } from "./api-client.ts";
import { isAlive } from "./processes/identity.mjs";
import type { ClusterState } from "./state.ts";

/** A busy machine must not make a cluster that works, and all that is in it, be ended for a new one. */
const ANSWER_TIMEOUT_MS = 15_000;

/** Every process lives and the API server says that it is ready. */
export async function isHealthy(state: ClusterState): Promise<boolean> {
  if (!state.processes.every(isAlive)) return false;
  const api = createApiClient(state.server, state.ca, state.admin, ANSWER_TIMEOUT_MS);
  try {
    return (await api.send("GET", "/readyz")).status === 200;
  } catch {
    return false;
  } finally {
    api.close();
  }
}
