import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Results, readResults } from "./results.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface SuitesOptions {
  /** vitest's, a file of the checkout's root. */
  config: string;
  /** Where its report is kept. */
  stateDir: string;
  env: Readonly<Record<string, string>>;
  /** vitest's: paths of suites, options. */
  args: readonly string[];
  say(line: string): void;
  signal: AbortSignal;
}

/** vitest takes one on a machine of two cores; most suites of a simulated cluster wait for it, and two wait together. */
export const TWO_AT_A_TIME = { VITEST_MAX_WORKERS: "2" };

/** Runs the suites of one configuration that the arguments name; a runner that breaks off counts as a failure. */
export async function runSuites(options: SuitesOptions): Promise<Results> {
  const { config, say } = options;
  const report = join(options.stateDir, `${config}.json`);
  const code = await vitest(report, options);
  const results = readResults(report);
  for (const title of results.skipped) say(`skipped: ${title}`);
  if (code !== 0 && results.failures.length === 0) {
    results.failures.push(`${config}: the test runner ended with code ${code} although no test failed`);
  }
  return results;
}

function vitest(report: string, { config, env, args, signal }: SuitesOptions): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      join(ROOT, "node_modules/vitest/vitest.mjs"),
      ...["run", "--root", ROOT, "--config", join(ROOT, config), "--passWithNoTests"],
      ...["--reporter", "default", "--reporter", "json", "--outputFile.json", report],
      ...args,
    ],
    {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    },
  );
  signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
