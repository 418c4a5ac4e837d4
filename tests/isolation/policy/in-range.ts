import { BlockList, isIPv6 } from "node:net";

/**
 * Whether an address is in a range such as `10.0.0.0/8`.
 * @throws TypeError for what is no range
 */
export function inRange(range: string, address: string): boolean {
  const [base = "", prefix = ""] = range.split("/");
  if (!/^\d+$/.test(prefix)) throw new TypeError(`expected a range such as 10.0.0.0/8, got ${range}`);
  const block = new BlockList();
  block.addSubnet(base, Number(prefix), isIPv6(base) ? "ipv6" : "ipv4");
  return block.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}
