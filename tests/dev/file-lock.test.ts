import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { acquireLock } from "../../dev/cluster/processes/file-lock.mjs";
import { identify } from "../../dev/cluster/processes/identity.mjs";
import { runningChild } from "./running-child.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const LOCK = new URL("../../dev/cluster/processes/file-lock.mjs", import.meta.url).href;

test("a lock that is held is waited for, and whoever waits is told the owner's pid once", async () => {
  const path = join(temporaryFolder(), "a", "lock");
  const first = await acquireLock(path);
  const told: number[] = [];
  let entered = false;
  const second = acquireLock(path, { pollMs: 5, onWait: (pid) => told.push(pid) }).then((lock) => {
    entered = true;
    return lock;
  });
  await expect.poll(() => told).toEqual([process.pid]);
  expect(entered).toBe(false);
  first.release();
  (await second).release();
  expect(told).toEqual([process.pid]);
  expect(existsSync(path)).toBe(false);
});

test("the lock of a dead process is taken over", async () => {
  const path = join(temporaryFolder(), "lock");
  const { child, identity } = await runningChild();
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  writeFileSync(path, JSON.stringify({ ...identity, nonce: "dead" }));
  const lock = await acquireLock(path);
  expect(JSON.parse(readFileSync(path, "utf8")).pid).toBe(process.pid);
  lock.release();
});

test("a lock whose pid was given to another process is taken over", async () => {
  const path = join(temporaryFolder(), "lock");
  writeFileSync(path, JSON.stringify({ pid: process.pid, startTime: "another boot:1", nonce: "recycled" }));
  const lock = await acquireLock(path);
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject(identify() ?? {});
  lock.release();
});

test("of many that want a stale lock at once, never two are inside", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "lock");
  writeFileSync(path, JSON.stringify({ pid: 1, startTime: "never", nonce: "stale" }));
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const lock = await acquireLock(path, { pollMs: 1 });
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      lock.release();
    }),
  );
  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test("of many processes that want a stale lock at once, never two are inside", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "lock");
  writeFileSync(path, JSON.stringify({ pid: 1, startTime: "never", nonce: "stale" }));
  const script = `
    const { acquireLock } = await import(${JSON.stringify(LOCK)});
    const { openSync, rmSync } = await import("node:fs");
    for (let round = 0; round < 20; round++) {
      const lock = await acquireLock(${JSON.stringify(path)}, { pollMs: 1 });
      openSync(${JSON.stringify(join(folder, "inside"))}, "wx");
      rmSync(${JSON.stringify(join(folder, "inside"))});
      lock.release();
    }`;
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  expect(readdirSync(folder)).toEqual([]);
});

test("a wait ends when its signal fires", async () => {
  const path = join(temporaryFolder(), "lock");
  const held = await acquireLock(path);
  const abort = new AbortController();
  const waiting = acquireLock(path, { signal: abort.signal, onWait: () => abort.abort() });
  await expect(waiting).rejects.toThrow(/aborted/);
  held.release();
});

test("releasing a lock that another took over leaves it alone", async () => {
  const path = join(temporaryFolder(), "lock");
  const lock = await acquireLock(path);
  const theirs = JSON.stringify({ pid: process.pid, startTime: "x", nonce: "theirs" });
  writeFileSync(path, theirs);
  lock.release();
  expect(readFileSync(path, "utf8")).toBe(theirs);
});
