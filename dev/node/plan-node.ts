import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { addressPlan } from "./address-plan.ts";
import { GATEWAY_API } from "./gateway-api.ts";
import { findFreeNumber } from "./namespaces/claim-network.ts";
import type { NodeState } from "./node-state.ts";

/** What a node will be, with a number that is free at this moment. Nothing of it exists yet. */
export async function planNode(stateDir: string, ingressPort: number, signal?: AbortSignal): Promise<NodeState> {
  const id = randomBytes(3).toString("hex");
  const number = await findFreeNumber(signal);
  return {
    id,
    name: `real-${number}`,
    addresses: addressPlan(number),
    link: `sy${number}-${id}`,
    cgroup: `/shopyard-${id}`,
    folder: join(stateDir, "node"),
    pid: 0,
    ingressPort,
    enforcesPolicies: true,
    gatewayApi: GATEWAY_API.version,
  };
}
