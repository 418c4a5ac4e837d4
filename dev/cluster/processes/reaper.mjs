// Ends a foreground cluster's processes when the program that started them is gone, however it went: its end closes
// our standard input. Each line there is one more process to end, as JSON; the line "off" means that it was done.
import { createInterface } from "node:readline";
import { endProcesses } from "./end-process.mjs";

const processes = [];
let off = false;
process
  .on("SIGINT", () => {})
  .on("SIGTERM", () => {})
  .on("SIGHUP", () => {});
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  if (line === "off") off = true;
  else processes.push(JSON.parse(line));
});
lines.on("close", async () => {
  if (!off) await endProcesses(processes.reverse(), 2000);
});
