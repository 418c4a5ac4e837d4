import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Bench } from "./bench.ts";
import { componentOf, isServing, podsOf } from "./cluster-facts.ts";
import { hold } from "./outcome.ts";

/** Between two looks at the pods, and between two requests, in milliseconds. */
const EVERY_MS = 200;
/** A request that a connection reset cut off is sent again, as any browser does. */
const RESET_CODES = ["ECONNRESET", "EPIPE"];

/**
 * Does `work` and looks meanwhile whether the shop serves: a pod of the entry that is Ready at each look, and on a real
 * node an answer below 500 from the shop's start page through the ingress to each request.
 * @returns what came of the work, and what was seen for people
 * @throws ContractError when the shop did not serve all the time, and whatever `work` throws
 */
export async function whileServing<T>(bench: Bench, work: () => Promise<T>): Promise<{ result: T; served: string }> {
  const watch = watchServing(bench);
  try {
    const result = await work();
    return { result, served: await watch.stop() };
  } catch (error) {
    await watch.stop().catch(() => undefined);
    throw error;
  }
}

function watchServing(bench: Bench): { stop(): Promise<string> } {
  const abort = new AbortController();
  const signal = AbortSignal.any([abort.signal, bench.signal]);
  const began = performance.now();
  let looks = 0;
  let answers = 0;
  let resets = 0;
  const lapses: string[] = [];
  const lapse = (what: string) => lapses.push(`after ${((performance.now() - began) / 1000).toFixed(1)} s ${what}`);

  const lookAtPods = async () => {
    const pods = await podsOf(bench.admin, bench.namespace);
    looks += 1;
    const serving = pods.filter((pod) => componentOf(pod) === bench.engine.entry.component && isServing(pod));
    if (serving.length === 0) lapse(`no pod of ${bench.engine.entry.component} was ready`);
  };
  const ask = async (port: number) => {
    try {
      const status = await get(port, bench.authority);
      answers += 1;
      if (status >= 500) lapse(`the shop answered HTTP ${status}`);
    } catch (error) {
      if (RESET_CODES.includes((error as NodeJS.ErrnoException).code ?? "")) resets += 1;
      else lapse(`the shop did not answer: ${(error as Error).message}`);
    }
  };
  const repeat = async (look: () => Promise<void>) => {
    while (!signal.aborted) {
      await look();
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  const port = bench.cluster.node?.ingress.port;
  const loops = Promise.all([repeat(lookAtPods), ...(port === undefined ? [] : [repeat(() => ask(port))])]);
  // Told by stop.
  loops.catch(() => undefined);

  return {
    async stop() {
      abort.abort();
      await loops;
      hold(
        lapses.length === 0,
        `it did not serve all the time: ${lapses.slice(0, 3).join("; ")} (${lapses.length} in all)`,
      );
      const requests = port === undefined ? "" : `, ${answers} answers${resets > 0 ? `, ${resets} resets` : ""}`;
      return `served throughout (${looks} looks${requests})`;
    },
  };
}

/** The status of the shop's start page. */
function get(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, path: "/", headers: { Host: host }, timeout: 10_000, agent: false },
      (response) => {
        response.resume();
        response.once("end", () => resolve(response.statusCode ?? 0));
        response.once("error", reject);
      },
    );
    sent.once("timeout", () => sent.destroy(new Error("no answer within 10 s")));
    sent.once("error", reject);
    sent.end();
  });
}
