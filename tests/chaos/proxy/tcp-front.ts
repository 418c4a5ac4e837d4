import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP relay that can go silent: below TLS, so that not even a ping of HTTP/2 is answered meanwhile. */
export interface TcpFront {
  port: number;
  /** Nothing passes, in neither direction, until `thaw`; connections are still taken. What waited passes then. */
  freeze(): void;
  thaw(): void;
  /** Ends every connection; new ones are taken at once. */
  cutAll(): void;
  stop(): Promise<void>;
}

export async function startTcpFront(targetPort: number): Promise<TcpFront> {
  const sockets = new Set<Socket>();
  let frozen = false;
  const join = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on("data", (chunk) => {
      if (!to.write(chunk)) from.pause();
    });
    to.on("drain", () => {
      if (!frozen) from.resume();
    });
    from.on("end", () => to.end());
    from.on("error", () => to.destroy());
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
    if (frozen) from.pause();
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: targetPort, host: "127.0.0.1", allowHalfOpen: true });
    join(client, upstream);
    join(upstream, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const thaw = () => {
    frozen = false;
    for (const socket of sockets) socket.resume();
  };
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw,
    cutAll,
    async stop() {
      cutAll();
      server.close();
      await once(server, "close");
    },
  };
}
