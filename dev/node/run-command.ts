import { execFile } from "node:child_process";
import { ClusterError } from "../cluster/cluster-error.ts";

/** PATH with the folders where Debian keeps ip, nft and the like, which a person's PATH may lack. */
export const SYSTEM_PATH = `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`;

/**
 * Runs a program of the system to its end and gives what it printed.
 * @throws ClusterError with the command and its own words
 */
export function runCommand(
  program: string,
  args: readonly string[],
  options: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<string> {
  const { signal, timeoutMs: timeout = 60_000 } = options;
  const env = { ...process.env, PATH: SYSTEM_PATH, LC_ALL: "C" };
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { env, signal, timeout, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (signal?.aborted) return reject(signal.reason);
      const said = stderr.trim() || error.message;
      reject(new ClusterError(`${program} ${args.join(" ")} failed: ${said}`, { cause: error }));
    });
  });
}
