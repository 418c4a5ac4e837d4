import { createApiClient } from "./api-client.ts";
import { isAlive } from "./processes/identity.mjs";
import type { ClusterState } from "./state.ts";

/** Every process lives and the API server says that it is ready. */
export async function isHealthy(state: ClusterState): Promise<boolean> {
  if (!state.processes.every(isAlive)) return false;
  const api = createApiClient(state.server, state.ca, state.admin, 3000);
  try {
    return (await api.send("GET", "/readyz")).status === 200;
  } catch {
    return false;
  } finally {
    api.close();
  }
}
