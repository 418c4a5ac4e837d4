import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { addressPlan, workerPlan } from "./address-plan.ts";
import { GATEWAY_API } from "./gateway-api.ts";
import { findFreeNumber } from "./namespaces/claim-network.ts";
import type { NodeState } from "./node-state.ts";

/** What a cluster's first node will be, with a number that is free at this moment. Nothing of it exists yet. */
export async function planNode(stateDir: string, ingressPort: number, signal?: AbortSignal): Promise<NodeState> {
  const number = await findFreeNumber(signal);
  return {
    ...named(number),
    addresses: addressPlan(number),
    folder: join(stateDir, "node"),
    ingressPort,
    enforcesPolicies: true,
    gatewayApi: GATEWAY_API.version,
  };
}

/** The same of a further node; the first one is plugged in. */
export async function planWorker(stateDir: string, first: NodeState, signal?: AbortSignal): Promise<NodeState> {
  const number = await findFreeNumber(signal);
  const names = named(number);
  return {
    ...first,
    ...names,
    addresses: workerPlan(number, first.addresses),
    folder: join(stateDir, "workers", names.name),
  };
}

function named(number: number): Pick<NodeState, "id" | "name" | "link" | "cgroup" | "pid"> {
  const id = randomBytes(3).toString("hex");
  return { id, name: `real-${number}`, link: `sy${number}-${id}`, cgroup: `/shopyard-${id}`, pid: 0 };
}
