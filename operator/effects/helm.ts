import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Heartbeat } from "../leader/election.ts";

const GUARD = fileURLToPath(new URL("helm-guard.ts", import.meta.url));
const MAX_OUTPUT = 16 * 2 ** 20;
/** How long helm may take to end after SIGTERM, in milliseconds: a hand-over waits for it. */
const GRACE_MS = 1_000;

export class HelmError extends Error {
  override name = "HelmError";
  readonly timedOut: boolean;
  constructor(message: string, timedOut: boolean) {
    super(message);
    this.timedOut = timedOut;
  }
}

export interface HelmOptions {
  helm: string;
  timeoutMs: number;
  kubeContext?: string | undefined;
  /** Without its beats helm is ended: this process may be asleep, and another lead. */
  heartbeat: Heartbeat;
  /** Ends helm and rejects with the signal's reason. */
  signal: AbortSignal;
}

/**
 * Runs helm as a child that does not outlive this process. `values`, where given, is written to a file only we can
 * read and named by `--values`; it holds no secrets.
 * @returns what helm printed
 * @throws HelmError with helm's own message
 */
export async function runHelm(args: readonly string[], options: HelmOptions, values?: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "shopyard-helm-"));
  try {
    const all = [...args, ...(options.kubeContext ? ["--kube-context", options.kubeContext] : [])];
    if (values !== undefined) {
      const file = join(folder, "values.json");
      await writeFile(file, JSON.stringify(values), { mode: 0o600 });
      all.push("--values", file);
    }
    return await run(all, folder, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(
  args: readonly string[],
  folder: string,
  { helm, timeoutMs, heartbeat, signal }: HelmOptions,
): Promise<string> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    // helm's own folders, so that a person's plugins and repositories don't count.
    const env = { ...process.env, HELM_CACHE_HOME: folder, HELM_CONFIG_HOME: folder, HELM_DATA_HOME: folder };
    const child = spawn(process.execPath, ["--no-warnings", GUARD, String(heartbeat.deadlineMs), helm, ...args], {
      env,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const endBeats = heartbeat.onBeat(() => child.stdin.write("."));
    let stdout = "";
    let stderr = "";
    let timedOut = false;
    let killer: NodeJS.Timeout | undefined;
    const end = () => {
      if (killer !== undefined) return;
      child.kill("SIGTERM");
      killer = setTimeout(() => child.stdin.destroy(), GRACE_MS);
    };
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, timeoutMs);
    signal.addEventListener("abort", end, { once: true });
    child.stdin.on("error", () => undefined);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (stdout.length < MAX_OUTPUT) stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-64 * 1024);
    });
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      clearTimeout(killer);
      endBeats();
      signal.removeEventListener("abort", end);
      child.stdin.destroy();
      if (signal.aborted) reject(signal.reason instanceof Error ? signal.reason : new Error("helm was ended"));
      else if (code === 0) resolve(stdout);
      else if (timedOut) reject(new HelmError(`helm did not end within ${Math.round(timeoutMs / 1000)} s`, true));
      else reject(new HelmError(messageOf(stderr) || `helm ended with code ${code}`, false));
    });
  });
}

/** helm's error without its log lines and warnings. */
function messageOf(stderr: string): string {
  const lines = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(level=|WARNING:|W\d{4} |I\d{4} |Use --debug flag)/.test(line));
  const start = lines.findIndex((line) => line.startsWith("Error:"));
  return (start === -1 ? lines : lines.slice(start))
    .join(" ")
    .replace(/^Error:\s*/, "")
    .trim();
}
