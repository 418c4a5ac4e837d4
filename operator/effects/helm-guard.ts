/**
 * Runs helm and ends it when the operator dies, however it dies: the operator holds the other end of this process's
 * standard input, and the kernel closes it. An operator that is asleep and not dead closes nothing, and does not renew
 * its Lease either: each renewal is a byte on standard input, and `milliseconds` after the last one helm is killed,
 * before another operator may lead. Usage: node helm-guard.ts <milliseconds> <helm> <arguments...>
 */
import { spawn } from "node:child_process";

const [milliseconds, command = "helm", ...args] = process.argv.slice(2);
// Before helm is there, and for good: a signal without a handler would end this process and leave helm behind.
process.on("SIGTERM", () => child.kill("SIGTERM"));
process.on("SIGINT", () => child.kill("SIGTERM"));
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
const silence = setTimeout(() => child.kill("SIGKILL"), Number(milliseconds));
process.stdin.on("data", () => silence.refresh());
process.stdin.once("end", () => child.kill("SIGKILL"));
process.stdin.once("error", () => child.kill("SIGKILL"));
child.once("error", (error) => {
  console.error(`Error: cannot run ${command}: ${error.message}`);
  process.exit(127);
});
child.once("exit", (code, signal) => process.exit(code ?? (signal === "SIGTERM" ? 143 : 137)));
