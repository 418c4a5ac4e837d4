import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { NodeLeftovers } from "../../node/remove-node.mjs";
import type { ProcessIdentity } from "./identity.mjs";

/** Watches over processes that must not outlive this one, SIGKILL included. */
export interface Reaper {
  watch(identity: ProcessIdentity): void;
  /** What a real node leaves on the machine goes too, after the processes. */
  watchNode(node: NodeLeftovers): void;
  /** They were ended in good order: nothing is left to do. */
  dismiss(): void;
}

/**
 * Starts the watcher, a small Node process in a session of its own. Its only tie to us is a pipe, which the kernel
 * closes when we end; a signal or an exit handler would miss SIGKILL.
 */
export function startReaper(): Reaper {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./reaper.mjs", import.meta.url))], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.unref();
  // The pipe must not keep this program alive, and a reaper somebody killed must not throw here.
  (child.stdin as unknown as { unref?: () => void }).unref?.();
  child.stdin.on("error", () => {});
  return {
    watch: ({ pid, startTime }) => void child.stdin.write(`${JSON.stringify({ pid, startTime })}\n`),
    watchNode: ({ link, cgroup, folder }) =>
      void child.stdin.write(`${JSON.stringify({ node: { link, cgroup, folder } })}\n`),
    dismiss: () => void child.stdin.end("off\n"),
  };
}
