import { setTimeout as delay } from "node:timers/promises";
import { ask } from "../../support/ask.ts";

const EVERY_MS = 500;

/**
 * Asks a shop for its health again and again until it is stopped. A connection that is cut is tried once more, as a
 * browser does; everything else counts as a failure.
 */
export function watchShop(url: string): { stop(): Promise<{ answers: number; failures: string[] }> } {
  const ended = new AbortController();
  const failures: string[] = [];
  let answers = 0;
  const once = async () => {
    const { status, body } = await ask(url, "/storefront/settings.json");
    if (status !== 200) throw new Error(`HTTP ${status} ${body.slice(0, 300)}`);
  };
  const done = (async () => {
    while (!ended.signal.aborted) {
      try {
        await once().catch((error: NodeJS.ErrnoException) => {
          if (error.code === "ECONNRESET" || error.code === "EPIPE") return once();
          throw error;
        });
        answers += 1;
      } catch (error) {
        failures.push(`${new Date().toISOString()} ${String(error)}`);
      }
      await delay(EVERY_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      ended.abort();
      await done;
      return { answers, failures };
    },
  };
}
