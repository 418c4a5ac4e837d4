import { expect, test } from "vitest";
import { stopCluster } from "../../dev/cluster/down.ts";
import { endProcesses } from "../../dev/cluster/processes/end-process.mjs";
import { isAlive, startTimeOf } from "../../dev/cluster/processes/identity.mjs";
import { type ClusterState, readState, writeState } from "../../dev/cluster/state.ts";
import { runningChild } from "./running-child.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("a process is ended", async () => {
  const { identity } = await runningChild();
  await endProcesses([identity]);
  expect(isAlive(identity)).toBe(false);
});

test("a process that ignores SIGTERM is killed after the grace", async () => {
  const { identity } = await runningChild(true);
  await endProcesses([identity], 50);
  expect(isAlive(identity)).toBe(false);
});

test("a process that only has a recorded pid, not its start time, is never signalled", async () => {
  const { identity } = await runningChild();
  await endProcesses([{ pid: identity.pid, startTime: "another boot:1" }], 10);
  expect(isAlive(identity)).toBe(true);
});

test("a zombie and a pid nobody has count as gone", () => {
  expect(startTimeOf(2 ** 22 + 1)).toBeUndefined();
});

function stateWith(processes: ClusterState["processes"]): ClusterState {
  return {
    version: 1,
    createdAt: "2026-01-01T00:00:00Z",
    ready: true,
    kubernetes: "1.37",
    server: "https://127.0.0.1:1",
    nodes: 1,
    kubeconfig: "",
    ca: "",
    admin: { cert: "", key: "" },
    etcdUrl: "",
    bin: {},
    processes,
  };
}

test("down ends what was recorded, spares a recycled pid, and forgets the cluster", async () => {
  const stateDir = temporaryFolder();
  const ours = await runningChild();
  const stranger = await runningChild();
  writeState(
    stateDir,
    stateWith([
      { ...ours.identity, name: "etcd", log: "" },
      { pid: stranger.identity.pid, startTime: "before:1", name: "kwok", log: "" },
    ]),
  );
  expect(await stopCluster(stateDir)).toBe(1);
  expect(isAlive(ours.identity)).toBe(false);
  expect(isAlive(stranger.identity)).toBe(true);
  expect(readState(stateDir)).toBeUndefined();
  expect(await stopCluster(stateDir)).toBe(0);
});
