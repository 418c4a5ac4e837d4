import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Runs tests/e2e on the cluster of a state folder, which has a real node and a simulated one beside it; what the suites
 * print goes to standard error.
 * @returns whether all of them passed
 */
export async function runEndToEnd(stateDir: string, signal: AbortSignal): Promise<boolean> {
  const vitest = [`${ROOT}node_modules/vitest/vitest.mjs`, "run", "--root", ROOT];
  const child = spawn(process.execPath, [...vitest, "--config", `${ROOT}vitest.pods.config.ts`], {
    cwd: ROOT,
    stdio: ["ignore", 2, "inherit"],
    env: { ...process.env, SHOPYARD_PODS_CLUSTER: stateDir },
  });
  const end = () => child.kill("SIGTERM");
  signal.addEventListener("abort", end, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => resolve(code === 0));
    });
  } finally {
    signal.removeEventListener("abort", end);
    signal.throwIfAborted();
  }
}
