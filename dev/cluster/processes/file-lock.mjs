// Plain JavaScript without dependencies: bootstrap.mjs runs it on Node 18, before anything is installed.
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { identify, isAlive } from "./identity.mjs";

/**
 * @param {string} path
 * @param {{ onWait?: (pid: number) => void, pollMs?: number, signal?: AbortSignal }} [options]
 */
export async function acquireLock(path, options = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const nonce = randomBytes(8).toString("hex");
  const own = `${path}.${nonce}`;
  writeFileSync(own, JSON.stringify({ ...identify(), nonce }));
  let told = 0;
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      if (linkIfAbsent(own, path)) return { release: () => releaseIfOurs(path, nonce) };
      const holder = readHolder(path);
      if (holder === undefined) continue;
      if (!isAlive(holder)) {
        takeAway(path, holder.nonce, own);
        await delay(1);
        continue;
      }
      if (told !== holder.pid) {
        told = holder.pid;
        options.onWait?.(holder.pid);
      }
      await delay(options.pollMs ?? 200, undefined, { signal: options.signal });
    }
  } finally {
    rmSync(own, { force: true });
  }
}

// A link appears whole and at once, so nobody ever reads a half-written owner.
function linkIfAbsent(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`The lock file ${path} can't be read: delete it when no other run is going on.`, { cause: error });
  }
}

/**
 * Two waiters may both have seen the same dead owner, and the slower one must not remove the faster one's new lock.
 * So a dead lock is removed only by whoever holds the guard beside it, and only if it is still the dead one.
 */
function takeAway(path, deadNonce, own) {
  const guard = `${path}.takeover`;
  if (!linkIfAbsent(own, guard)) {
    const holder = readHolder(guard);
    if (holder !== undefined && !isAlive(holder)) rmSync(guard, { force: true });
    return;
  }
  try {
    if (readHolder(path)?.nonce === deadNonce) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

function releaseIfOurs(path, nonce) {
  if (readHolder(path)?.nonce === nonce) rmSync(path, { force: true });
}
