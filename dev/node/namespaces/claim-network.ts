import { ClusterError } from "../../cluster/cluster-error.ts";
import { freeNumber } from "../address-plan.ts";
import { runCommand } from "../run-command.ts";

interface Address {
  addr_info?: { family: string; local?: string; prefixlen?: number }[];
}
interface Route {
  dst: string;
}

/** A number whose addresses nothing on this machine uses or routes to. Two at once have to be kept apart by a lock. */
export async function findFreeNumber(signal?: AbortSignal): Promise<number> {
  const addresses = JSON.parse((await runCommand("ip", ["-json", "-4", "address"], { signal })) || "[]") as Address[];
  const routes = JSON.parse(
    (await runCommand("ip", ["-json", "-4", "route", "show", "table", "all"], { signal })) || "[]",
  ) as Route[];
  const number = freeNumber([
    ...addresses.flatMap(({ addr_info = [] }) =>
      addr_info.map(({ local = "", prefixlen = 32 }) => `${local}/${prefixlen}`),
    ),
    ...routes.map(({ dst }) => dst).filter((dst) => dst !== "default"),
  ]);
  if (number !== undefined) return number;
  throw new ClusterError(
    "No address range is free for a real node: each number from 1 to 62 has 10.89.N.0/29, 10.90.N.0/24 or " +
      '10.91.(4N).0/22 in use or routed on this machine ("ip route" shows them).',
  );
}
