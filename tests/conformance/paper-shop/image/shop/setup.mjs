// Fills the shelves, then records the release. Every step can run twice, also beside another's: Redis does one command at
// a time, and what is on the shelves stays. A step that fails ends with its reason and exit code 1.
import { setTimeout as delay } from "node:timers/promises";
import { openRedis } from "./redis.mjs";

const { DATABASE_HOST: host, DATABASE_PASSWORD: password, SHOPYARD_RELEASE: release } = process.env;

const PRODUCTS = [
  { id: "a4", title: "Paper, A4, 500 sheets", cents: 690 },
  { id: "envelope", title: "Envelope, C5", cents: 25 },
];

/** The database starts at the same time as this: it may take a moment, and so may its network policy. */
async function untilRedis(seconds) {
  for (const deadline = Date.now() + seconds * 1000; ; ) {
    try {
      const redis = await openRedis({ host, password });
      await redis.send("PING");
      return redis;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(500);
    }
  }
}

try {
  const redis = await untilRedis(Number(process.env.SHOPYARD_AWAIT_SECONDS ?? 300));
  for (const product of PRODUCTS) await redis.send("HSETNX", "products", product.id, JSON.stringify(product));
  // Added, never replaced: a pod of the release before may start anew.
  await redis.send("SADD", "releases", release);
  await redis.send("WAITAOF", 1, 0, 4_000);
  redis.close();
  console.log(`${PRODUCTS.length} products are on the shelves`);
} catch (error) {
  console.error(`set-up: ${error.message}`);
  process.exitCode = 1;
}
