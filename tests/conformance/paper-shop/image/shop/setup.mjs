// Fills the shelves. Every step can run twice; a step that fails ends with its reason and exit code 1.
import { setTimeout as delay } from "node:timers/promises";
import { openRedis } from "./redis.mjs";

const { DATABASE_HOST: host, DATABASE_PASSWORD: password } = process.env;

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
  const redis = await untilRedis(300);
  for (const product of PRODUCTS) await redis.send("HSETNX", "products", product.id, JSON.stringify(product));
  await redis.send("SET", "set-up", "1");
  await redis.send("WAITAOF", 1, 0, 4_000);
  redis.close();
  console.log(`${PRODUCTS.length} products are on the shelves`);
} catch (error) {
  console.error(`set-up: ${error.message}`);
  process.exitCode = 1;
}
