import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { identify, type ProcessIdentity } from "../../dev/cluster/processes/identity.mjs";

/** A process that runs until it is ended; `ignoreTerm` makes it ignore SIGTERM. It has printed "ready" by then. */
export async function runningChild(ignoreTerm = false): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  const script = `${ignoreTerm ? "process.on('SIGTERM',()=>{});" : ""}setInterval(()=>{},1000);console.log('ready')`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout ?? child, "data");
  const identity = identify(child.pid);
  if (identity === undefined) throw new Error("the child is gone");
  return { child, identity };
}
