/**
 * Runs helm and ends it when the operator dies, however it dies: the operator holds the other end of this process's
 * standard input, and the kernel closes it. An operator that is stopped and not dead closes nothing and ends nothing:
 * after `milliseconds` helm is killed all the same. Usage: node helm-guard.ts <milliseconds> <helm> <arguments...>
 */
import { spawn } from "node:child_process";

const [milliseconds, command = "helm", ...args] = process.argv.slice(2);
// Before helm is there, and for good: a signal without a handler would end this process and leave helm behind.
process.on("SIGTERM", () => child.kill("SIGTERM"));
process.on("SIGINT", () => child.kill("SIGTERM"));
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
process.stdin.resume();
process.stdin.once("end", () => child.kill("SIGKILL"));
process.stdin.once("error", () => child.kill("SIGKILL"));
setTimeout(() => child.kill("SIGKILL"), Number(milliseconds));
child.once("error", (error) => {
  console.error(`Error: cannot run ${command}: ${error.message}`);
  process.exit(127);
});
child.once("exit", (code, signal) => process.exit(code ?? (signal === "SIGTERM" ? 143 : 137)));
