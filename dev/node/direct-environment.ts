import type { AddressPlan } from "./address-plan.ts";

const PROXIES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/**
 * What programs of the machine that talk to a cluster of these nodes need beside `env`: where a proxy is set, Go and others would
 * ask it for every address but loopback, and the API server listens on the cable. Empty where there is no proxy,
 * or no node.
 */
export function directEnvironment(
  nodes: readonly AddressPlan[],
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  if (nodes.length === 0 || !PROXIES.some((name) => env[name])) return {};
  const own = nodes.flatMap(({ link, pods, services }) => [link, pods, services]);
  const ranges = [env.NO_PROXY ?? env.no_proxy, ...new Set(own)].filter(Boolean).join(",");
  return { NO_PROXY: ranges, no_proxy: ranges };
}
