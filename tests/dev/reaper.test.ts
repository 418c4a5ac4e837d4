import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { isAlive } from "../../dev/cluster/processes/identity.mjs";
import { runningChild } from "./running-child.ts";

const REAPER = new URL("../../dev/cluster/processes/reaper.ts", import.meta.url).href;

/** A program that has its reaper watch a process, and then runs on. */
async function parentWatching(identity: object, then = "") {
  const script = `
    const { startReaper } = await import(${JSON.stringify(REAPER)});
    const reaper = startReaper();
    reaper.watch(${JSON.stringify(identity)});
    ${then}
    setInterval(() => {}, 1000);
    console.log("watching");`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void parent.kill("SIGKILL"));
  await once(parent.stdout, "data");
  return parent;
}

test("what a program started ends with it, even when it is killed", async () => {
  const { identity } = await runningChild();
  const parent = await parentWatching(identity);
  expect(isAlive(identity)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => isAlive(identity), { timeout: 30_000 }).toBe(false);
});

test("a dismissed reaper ends nothing", async () => {
  const watched = await runningChild();
  const control = await runningChild();
  const dismissed = await parentWatching(watched.identity, "reaper.dismiss();");
  const other = await parentWatching(control.identity);
  dismissed.kill("SIGKILL");
  await once(dismissed, "exit");
  other.kill("SIGKILL");
  await expect.poll(() => isAlive(control.identity), { timeout: 30_000 }).toBe(false);
  expect(isAlive(watched.identity)).toBe(true);
});
