import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ClusterState, readState, realNodes } from "../../dev/cluster/state.ts";
import { type MachineState, machineState, processesNaming } from "./support/machine.ts";
import { NO_REAL_NODE, realNodeTitle } from "./support/requirement.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe.skipIf(NO_REAL_NODE !== undefined)(realNodeTitle("a start of a real node that is cut off"), () => {
  let stateDir: string;
  let before: MachineState;
  let child: ChildProcess | undefined;

  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), "shopyard-cut-"));
    before = machineState();
  });

  afterEach(async () => {
    child?.kill("SIGKILL");
    const down = spawn(process.execPath, ["dev/cluster/main.ts", "down", "--state-dir", stateDir], { cwd: ROOT });
    await once(down, "exit");
    rmSync(stateDir, { recursive: true, force: true });
  });

  const start = (args: readonly string[]) => {
    child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
    return child;
  };
  const up = (...more: string[]) => start(["dev/cluster/main.ts", "up", "--real", "--state-dir", stateDir, ...more]);

  /** Waits until the state says so, and returns it. */
  const reached = async (what: (state: ClusterState) => boolean) => {
    await expect
      .poll(() => stateNow()?.node !== undefined && what(stateNow() as ClusterState), { timeout: 120_000, interval: 5 })
      .toBe(true);
    return stateNow() as ClusterState;
  };
  const stateNow = () => {
    try {
      return readState(stateDir);
    } catch {
      return undefined;
    }
  };
  const nothingLeft = async (state: ClusterState) => {
    const ids = realNodes(state).map(({ id }) => id);
    await expect.poll(() => processesNaming(stateDir), { timeout: 60_000 }).toEqual([]);
    await expect.poll(() => machineState(...ids), { timeout: 30_000 }).toEqual(before);
  };
  const has = (name: string) => (state: ClusterState) => state.processes.some((running) => running.name === name);

  it.each([
    ["before its namespaces are", () => true],
    ["when its namespaces are there", has("node")],
    ["when containerd runs", has("containerd")],
    ["when kubelet runs", has("kubelet")],
    ["when kube-router runs", has("kube-router")],
  ])("leaves nothing when it is killed %s", async (_, moment) => {
    const running = up();
    const state = await reached(moment);
    running.kill("SIGKILL");
    await nothingLeft(state);
  });

  it("leaves nothing of two nodes when it is killed while it starts the second", async () => {
    const running = up("--nodes", "2");
    const state = await reached(({ processes }) => processes.some(({ name }) => name.startsWith("kubelet.")));
    expect(realNodes(state)).toHaveLength(2);
    running.kill("SIGKILL");
    await nothingLeft(state);
  });

  it.each([
    ["when its namespaces are there", has("node")],
    ["when kubelet runs", has("kubelet")],
  ])("leaves nothing after Ctrl-C %s", async (_, moment) => {
    const running = up();
    const state = await reached(moment);
    running.kill("SIGINT");
    await once(running, "exit");
    expect(processesNaming(stateDir)).toEqual([]);
    expect(machineState(state.node?.id)).toEqual(before);
    expect(existsSync(join(stateDir, "cluster.json"))).toBe(false);
  });

  it("leaves nothing when the program that has a cluster of its own is killed", async () => {
    const module = new URL("../../dev/cluster/up.ts", import.meta.url).href;
    const script = `const { startCluster } = await import(${JSON.stringify(module)});
      await startCluster({ real: true, stateDir: ${JSON.stringify(stateDir)} });
      setInterval(() => {}, 1000);`;
    const running = start(["--input-type=module", "-e", script]);
    const state = await reached(({ ready }) => ready);
    running.kill("SIGKILL");
    await nothingLeft(state);
  });

  it("is ended and made anew by the next start when a part of it died", async () => {
    await once(up(), "exit");
    const first = await reached(({ ready }) => ready);
    const kubelet = first.processes.find(({ name }) => name === "kubelet");
    process.kill(kubelet?.pid ?? 0, "SIGKILL");
    await once(up(), "exit");
    const second = await reached(({ ready }) => ready);
    expect(second.node?.id).not.toBe(first.node?.id);
    expect(machineState(first.node?.id)).toEqual(before);
  });
});
