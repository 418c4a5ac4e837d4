/**
 * Runs helm and ends it when the operator dies, however it dies: the operator holds the other end of this process's
 * standard input, and the kernel closes it. Usage: node helm-guard.ts <helm> <arguments...>
 */
import { spawn } from "node:child_process";

const [command = "helm", ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
process.stdin.resume();
process.stdin.once("end", () => child.kill("SIGKILL"));
process.stdin.once("error", () => child.kill("SIGKILL"));
process.once("SIGTERM", () => child.kill("SIGTERM"));
process.once("SIGINT", () => child.kill("SIGTERM"));
child.once("error", (error) => {
  console.error(`Error: cannot run ${command}: ${error.message}`);
  process.exit(127);
});
child.once("exit", (code, signal) => process.exit(code ?? (signal === "SIGTERM" ? 143 : 137)));
