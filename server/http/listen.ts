import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Listens, and gives the URL at which it does, without a slash at the end.
 * @throws Error saying which setting to change where the port is taken.
 */
export function listen(server: Server, host: string, port: number, setting: "PORT" | "HEALTH_PORT"): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = `port ${port} on ${host} is in use: set ${setting} to another one`;
      reject(error.code === "EADDRINUSE" ? new Error(taken, { cause: error }) : error);
    });
    server.listen(port, host, () => {
      const { address, family, port: got } = server.address() as AddressInfo;
      resolve(`http://${family === "IPv6" ? `[${address}]` : address}:${got}`);
    });
  });
}
