import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { lastLines } from "../cluster/processes/start-process.ts";
import { waitUntil } from "../cluster/wait-until.ts";

/** As Kubernetes waits for a pod. */
const END_MS = 30_000;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface ComponentOptions {
  name: "operator" | "server";
  /** The program; default: that of this checkout. */
  entry?: string;
  env: Record<string, string>;
  /** Where what it prints goes; appended. */
  log: string;
  port: number;
  host?: string;
  /** How long it may take until it is ready; default 90,000. */
  readyMs?: number;
  signal?: AbortSignal;
}

/** A running operator or server. */
export interface Component {
  url: string;
  log: string;
  process: ChildProcess;
  /** Ends it in order and resolves when it is gone. */
  stop(): Promise<void>;
  /** SIGKILL: as a crash would. */
  kill(): Promise<void>;
}

/**
 * Starts operator or server from this checkout as a child process and resolves when /readyz says so. It ends with this
 * process: it has no session of its own, and a pipe that nobody reads any more ends it.
 */
export async function startComponent({
  name,
  entry = `${ROOT}${name}/main.ts`,
  env,
  log,
  port,
  host = "127.0.0.1",
  readyMs = 90_000,
  signal,
}: ComponentOptions): Promise<Component> {
  mkdirSync(dirname(log), { recursive: true });
  const output = createWriteStream(log, { flags: "a", mode: 0o600 });
  const child = spawn(process.execPath, ["--no-warnings", "--import", PARENT_WATCH, entry], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, ...env, HOST: host, PORT: String(port) },
  });
  child.stdout?.pipe(output, { end: false });
  child.stderr?.pipe(output, { end: false });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = `http://${host}:${port}`;
  const end = async (kind: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(kind);
    let overdue = false;
    const patience = setTimeout(() => {
      overdue = true;
      child.kill("SIGKILL");
    }, END_MS);
    await gone;
    clearTimeout(patience);
    output.end();
    if (overdue) {
      throw new Error(
        `the ${name} did not end within ${END_MS / 1000} s of SIGTERM; the end of its log (${log}):\n${lastLines(log)}`,
      );
    }
  };
  try {
    await waitUntil(async () => (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok, {
      what: `the ${name} to be ready`,
      timeoutMs: readyMs,
      ...(signal && { signal }),
      giveUp: () =>
        child.exitCode === null && child.signalCode === null
          ? undefined
          : `the ${name} ended; the end of its log (${log}):\n${lastLines(log)}`,
    });
  } catch (error) {
    await end("SIGKILL");
    throw error;
  }
  return { url, log, process: child, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}

/** Ends the child when the channel to its parent breaks, so that a killed demo leaves nothing behind. */
const PARENT_WATCH = `data:text/javascript,${encodeURIComponent(
  'process.once("disconnect", () => process.kill(process.pid, "SIGTERM")); process.channel?.unref();',
)}`;
