import type { AddressPlan } from "./address-plan.ts";

const PROXIES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/**
 * What programs of the machine that talk to the cluster need beside `env`: where a proxy is set, Go and others would
 * ask it for every address but loopback, and the API server listens on the cable. Empty where there is no proxy.
 */
export function directEnvironment(
  { link, pods, services }: AddressPlan,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  if (!PROXIES.some((name) => env[name])) return {};
  const ranges = [env.NO_PROXY ?? env.no_proxy, link, pods, services].filter(Boolean).join(",");
  return { NO_PROXY: ranges, no_proxy: ranges };
}
