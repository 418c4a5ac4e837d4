import { connect, type Socket } from "node:net";
import { BackendFailure } from "./backend-failure.ts";
import type { Backend, Target } from "./routes.ts";

export interface DialOptions {
  /** The address that pods see requests come from. */
  localAddress?: string;
  /** Milliseconds for a backend's last pod to take the connection; default 5000. */
  connectTimeoutMs?: number;
  /** The same as long as there is another one to try; default 1000. */
  nextTimeoutMs?: number;
  /** Milliseconds for which a pod that took no connection is tried after all others; default 10 000. */
  avoidMs?: number;
}

/** Connects to one of a backend's pods. Nothing was sent yet, so any request may go to another one instead. */
export type Dial = (backend: Backend) => Promise<Socket>;

/**
 * Takes the pods in turn, and goes on to the next where one takes no connection: one whose node is lost is listed until
 * the cluster notices.
 */
export function createDial(options: DialOptions): Dial {
  const { localAddress, connectTimeoutMs = 5000, nextTimeoutMs = 1000, avoidMs = 10_000 } = options;
  const avoidedUntil = new Map<string, number>();
  let turn = 0;

  const inTurn = (targets: readonly Target[]) => {
    const first = turn++ % targets.length;
    const rotated = [...targets.slice(first), ...targets.slice(0, first)];
    const now = performance.now();
    for (const [key, until] of avoidedUntil) if (until <= now) avoidedUntil.delete(key);
    const avoided = (target: Target) => Number(avoidedUntil.has(keyOf(target)));
    return rotated.sort((a, b) => avoided(a) - avoided(b));
  };

  return async ({ service, targets, problem }) => {
    let failure = new BackendFailure(502, `The Ingress names ${service}: ${problem}.`);
    for (const [index, target] of inTurn(targets).entries()) {
      const timeoutMs = index === targets.length - 1 ? connectTimeoutMs : nextTimeoutMs;
      try {
        const socket = await open(target, timeoutMs, localAddress);
        avoidedUntil.delete(keyOf(target));
        return socket;
      } catch (error) {
        avoidedUntil.set(keyOf(target), performance.now() + avoidMs);
        failure = toFailure(error as NodeJS.ErrnoException, service, timeoutMs);
      }
    }
    throw failure;
  };
}

const keyOf = ({ address, port }: Target): string => `${address}:${port}`;

function toFailure({ code, message }: NodeJS.ErrnoException, service: string, timeoutMs: number): BackendFailure {
  return code === "ETIMEDOUT"
    ? new BackendFailure(504, `${service} did not take the connection within ${timeoutMs / 1000} s.`)
    : new BackendFailure(502, `${service} refused or broke the connection (${code ?? message}).`);
}

function open({ address, port }: Target, timeoutMs: number, localAddress?: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, ...(localAddress !== undefined && { localAddress }) });
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })),
      timeoutMs,
    );
    const failed = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    socket.once("error", failed);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", failed);
      resolve(socket);
    });
  });
}
