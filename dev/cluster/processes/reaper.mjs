// Ends a foreground cluster's processes when the program that started them is gone, however it went: its end closes
// our standard input. Each line there is one more process to end, or a node that they leave behind, as JSON; the line
// "off" means that it was done.
import { createInterface } from "node:readline";
import { removeNode } from "../../node/remove-node.mjs";
import { endProcesses } from "./end-process.mjs";

const processes = [];
const nodes = [];
let off = false;
process
  .on("SIGINT", () => {})
  .on("SIGTERM", () => {})
  .on("SIGHUP", () => {});
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  if (line === "off") {
    off = true;
    return;
  }
  const told = JSON.parse(line);
  if (told.node === undefined) processes.push(told);
  else nodes.push(told.node);
});
lines.on("close", async () => {
  if (off) return;
  await endProcesses(processes.reverse(), 2000);
  for (const node of nodes) await removeNode(node);
});
