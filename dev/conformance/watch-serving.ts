import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { ListWatch } from "@shopyard/kube/list-watch.ts";
import { PODS } from "@shopyard/kube/paths.ts";
import type { Pod } from "../../operator/watch/kinds.ts";
import type { Bench } from "./bench.ts";
import { componentOf, isServing } from "./cluster-facts.ts";
import { hold } from "./outcome.ts";

/** Between two requests, in milliseconds. */
const EVERY_MS = 200;
/** A request that a connection reset cut off is sent again, as any browser does. */
const RESET_CODES = ["ECONNRESET", "EPIPE"];

/**
 * Does `work` and watches meanwhile whether the shop serves: a pod of the entry that is Ready after each change, however
 * short a gap is, and on a real node an answer below 500 from the shop's start page through the ingress to each request.
 * @returns what came of the work, and what was seen for people
 * @throws ContractError when the shop did not serve all the time, and whatever `work` throws
 */
export async function whileServing<T>(bench: Bench, work: () => Promise<T>): Promise<{ result: T; served: string }> {
  const watch = await watchServing(bench);
  try {
    const result = await work();
    return { result, served: await watch.stop() };
  } catch (error) {
    await watch.stop().catch(() => undefined);
    throw error;
  }
}

async function watchServing(bench: Bench): Promise<{ stop(): Promise<string> }> {
  const abort = new AbortController();
  const signal = AbortSignal.any([abort.signal, bench.signal]);
  const began = performance.now();
  let changes = 0;
  let servingBefore = true;
  let answers = 0;
  let resets = 0;
  const lapses: string[] = [];
  const lapse = (what: string) => lapses.push(`after ${((performance.now() - began) / 1000).toFixed(1)} s ${what}`);

  const look = () => {
    // The first list comes pod by pod.
    if (!pods.synced) return;
    changes += 1;
    const serving = [...pods.items.values()].some(
      (pod) => componentOf(pod) === bench.engine.entry.component && isServing(pod),
    );
    if (servingBefore && !serving) lapse(`no pod of ${bench.engine.entry.component} was ready`);
    servingBefore = serving;
  };
  const pods: ListWatch<Pod> = new ListWatch<Pod>({
    client: bench.admin,
    resource: PODS,
    namespace: bench.namespace,
    onUpsert: look,
    onDelete: look,
    log: { debug() {}, warn() {} },
  });
  pods.start();
  await pods.whenSynced(signal);
  look();
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
  const loops = port === undefined ? Promise.resolve() : repeat(() => ask(port));
  // Told by stop.
  loops.catch(() => undefined);

  return {
    async stop() {
      abort.abort();
      await loops;
      await pods.stop();
      hold(
        lapses.length === 0,
        `it did not serve all the time: ${lapses.slice(0, 3).join("; ")} (${lapses.length} in all)`,
      );
      const requests = port === undefined ? "" : `, ${answers} answers${resets > 0 ? `, ${resets} resets` : ""}`;
      return `served throughout (${changes} changes of pods${requests})`;
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
