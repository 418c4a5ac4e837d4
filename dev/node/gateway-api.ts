import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClusterError } from "../cluster/cluster-error.ts";
import { cacheRoot } from "../cluster/tools/cache-folder.ts";
import { runGo } from "../cluster/tools/run-go.ts";

/** The Gateway API's definitions come from its Go module, whose content Go's checksum names. */
export const GATEWAY_API = {
  module: "sigs.k8s.io/gateway-api",
  version: "v1.4.1",
  sum: "h1:NPxFutNkKNa8UfLd2CMlEuhIPMQgDQ6DXNKG9sHbJU8=",
} as const;

/**
 * Files with the CustomResourceDefinitions of the Gateway API's standard channel, from the cache or Go's module proxy.
 * @throws ClusterError when what was fetched isn't what is pinned
 */
export async function gatewayApiFiles(root = cacheRoot(), signal?: AbortSignal): Promise<string[]> {
  const folder = join(root, "gateway-api", GATEWAY_API.version);
  if (!existsSync(folder)) await fetchInto(folder, signal);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => join(folder, file));
}

async function fetchInto(folder: string, signal: AbortSignal | undefined): Promise<void> {
  const { module, version, sum } = GATEWAY_API;
  const cwd = mkdtempSync(join(tmpdir(), "shopyard-gateway-api-"));
  const part = `${folder}.part-${process.pid}`;
  try {
    const lines: string[] = [];
    await runGo({
      args: ["mod", "download", "-json", `${module}@${version}`],
      cwd,
      signal,
      onOutputLine: (line) => lines.push(line),
    });
    const { Dir, Sum } = JSON.parse(lines.join("\n")) as { Dir?: string; Sum?: string };
    if (Dir === undefined || Sum !== sum) {
      throw new ClusterError(`${module} ${version} has checksum ${Sum}, but ${sum} is pinned: refused.`);
    }
    mkdirSync(part, { recursive: true });
    const standard = join(Dir, "config/crd/standard");
    for (const file of readdirSync(standard).filter((name) => name.startsWith("gateway.networking.k8s.io_"))) {
      cpSync(join(standard, file), join(part, file));
    }
    if (existsSync(folder)) return;
    renameSync(part, folder);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
    rmSync(part, { recursive: true, force: true });
  }
}
