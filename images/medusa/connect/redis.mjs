import { Redis } from "ioredis";
import { untilReachable } from "./until-reachable.mjs";

/**
 * Resolves when Redis answers PING.
 *
 * @param {string} url e.g. redis://:secret@demo-redis:6379
 * @param {number} seconds how long to wait for the server
 * @returns {Promise<void>}
 */
export function reachRedis(url, seconds) {
  return untilReachable(
    "Redis",
    async () => {
      const redis = new Redis(url, {
        lazyConnect: true,
        connectTimeout: 5_000,
        retryStrategy: () => null,
        maxRetriesPerRequest: 0,
      });
      let refusal;
      redis.on("error", (error) => {
        refusal = error;
      });
      try {
        await redis.connect();
        await redis.ping();
      } catch (error) {
        // connect() itself only says "Connection is closed."
        throw refusal ?? error;
      } finally {
        redis.disconnect();
      }
    },
    { seconds, isFinal: (error) => /^(WRONGPASS|NOAUTH)/.test(error?.message ?? "") },
  );
}
