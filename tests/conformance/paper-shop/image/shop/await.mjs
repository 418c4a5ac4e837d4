// The init container: ends well as soon as the database is made ready for this release.
import { setTimeout as delay } from "node:timers/promises";
import { openRedis } from "./redis.mjs";

const { DATABASE_HOST: host, DATABASE_PASSWORD: password, SHOPYARD_RELEASE: release } = process.env;
const deadline = Date.now() + Number(process.env.SHOPYARD_AWAIT_SECONDS ?? 600) * 1000;

for (;;) {
  let why = "the set-up of this release has not ended yet";
  try {
    const redis = await openRedis({ host, password });
    const recorded = await redis.send("SISMEMBER", "releases", release);
    redis.close();
    if (recorded === 1) process.exit(0);
  } catch (error) {
    // A database that is not there yet is just a reason to wait.
    why = error.message;
  }
  if (Date.now() > deadline) {
    console.error(`await: ${why}`);
    process.exit(1);
  }
  await delay(500);
}
