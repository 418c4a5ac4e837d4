import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";

/**
 * The address a request comes from, as far as it can be trusted: of X-Forwarded-For only what the given number of
 * proxies wrote. One IPv6 customer has a /64, so that is what counts; all of loopback is one address.
 */
export function clientAddress(
  request: Pick<IncomingMessage, "headers" | "socket"> | undefined,
  trustedHops: number,
): string {
  const direct = request?.socket.remoteAddress ?? "127.0.0.1";
  if (trustedHops === 0) return normalise(direct);
  const header = request?.headers["x-forwarded-for"];
  const chain = [...String(header ?? "").split(","), direct].map((part) => part.trim()).filter((part) => part !== "");
  return normalise(chain.at(-1 - trustedHops) ?? chain[0] ?? direct);
}

function normalise(address: string): string {
  const plain = address.replace(/^\[|\](:\d+)?$/g, "").replace(/^::ffff:(?=\d+\.)/i, "");
  if (plain === "::1" || plain.startsWith("127.")) return "loopback";
  if (!isIPv6(plain)) return plain;
  const [head = "", tail = ""] = plain.toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  const zeros = plain.includes("::") ? Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0") : [];
  const groups = [...before, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ""));
  return `${groups.join(":")}::/64`;
}
