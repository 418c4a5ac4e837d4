/**
 * What stands in for a shop's container: answers on TCP and UDP ports with its name.
 * env: PROBE_NAME, PROBE_TCP and PROBE_UDP (ports, separated by commas); with PROBE_TIED it ends when its stdin does
 */
import { createSocket } from "node:dgram";
import { createServer } from "node:http";

const { PROBE_NAME: name = "", PROBE_TCP: tcp = "", PROBE_UDP: udp = "" } = process.env;
const portsOf = (text) => text.split(",").filter((port) => port !== "");

for (const port of portsOf(tcp)) {
  createServer((_, answer) => {
    answer.writeHead(200, { "x-probe": name, connection: "close" });
    answer.end(`${name}\n`);
  }).listen(Number(port), "0.0.0.0");
}
for (const port of portsOf(udp)) {
  const socket = createSocket("udp4", (_, { address, port: to }) => socket.send(`x-probe: ${name}\r\n`, to, address));
  socket.bind(Number(port), "0.0.0.0");
}
if (process.env.PROBE_TIED) process.stdin.resume().once("end", () => process.exit(0));
process.on("SIGTERM", () => process.exit(0));
