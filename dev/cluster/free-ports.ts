import { createServer } from "node:net";
import { ClusterError } from "./cluster-error.ts";

/** Different ports of 127.0.0.1 that were free a moment ago. */
export async function findFreePorts(count: number): Promise<number[]> {
  // All are held until the last is known, so that none is given twice.
  const held = await Promise.all(Array.from({ length: count }, () => listenOn(0)));
  await Promise.all(held.map(({ close }) => close()));
  return held.map(({ port }) => port);
}

/** Throws a ClusterError that says what to do when the port that somebody asked for can't be had. */
export async function requireFreePort(port: number, option = "--port"): Promise<void> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ClusterError(`${option} has to be a whole number from 1 to 65535, got ${port}.`);
  }
  try {
    const { close } = await listenOn(port);
    await close();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const what = code === "EADDRINUSE" ? "is in use by another program" : `can't be used (${code})`;
    throw new ClusterError(
      `Port ${port} ${what}: choose another with ${option}, or leave ${option} out and a free one is taken ` +
        `("ss -ltnp 'sport = :${port}'" shows who has it).`,
    );
  }
}

function listenOn(port: number): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      if (address === null || typeof address === "string") return reject(new Error("no port was given"));
      resolve({ port: address.port, close: () => new Promise((closed) => server.close(() => closed())) });
    });
  });
}
