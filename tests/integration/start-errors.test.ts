import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findFreePorts } from "../../dev/cluster/free-ports.ts";
import { testCluster } from "../support/test-cluster.ts";
import { startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform?.stop());

/** Runs a program of this repository to its end with little more than the given environment. */
function run(script: string, env: Record<string, string>, args: string[] = []) {
  const child = spawn(process.execPath, ["--no-warnings", `${ROOT}${script}`, ...args], {
    env: { PATH: process.env.PATH ?? "", HOME: "/nonexistent", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

const SERVER = { OWNER_KEY: "a-key-of-sixteen-characters" };

describe.each([
  ["operator", "operator/main.ts", {}],
  ["server", "server/main.ts", SERVER],
])("the %s", (name, script, base) => {
  /** One line that a person can act on, on stderr, and a failing exit code. */
  const fails = async (env: Record<string, string>, words: RegExp) => {
    const { code, stderr } = await run(script, { ...base, ...env, PORT: "0" });
    expect(code).toBe(1);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(3);
  };

  it("says what to do when no cluster is configured", async () => {
    await fails({ KUBECONFIG: "/nonexistent/kubeconfig" }, /KUBECONFIG|no such file/i);
  });

  it("names the contexts there are when it is given another", async () => {
    await fails({ KUBECONFIG: testCluster().kubeconfig, KUBE_CONTEXT: "nowhere" }, /nowhere.*there is: shopyard/);
  });

  it("says that the cluster does not answer", async () => {
    const [port = 0] = await findFreePorts(1);
    const file = await kubeconfigFor(`https://127.0.0.1:${port}`);
    await fails({ KUBECONFIG: file }, new RegExp(`${port}.*(did not answer|ECONNREFUSED)`));
  });

  it("names the right that is missing", async () => {
    const other = name === "operator" ? "server" : "operator";
    const { storesNamespace, systemNamespace } = platform;
    const env = { STORES_NAMESPACE: `${storesNamespace}x`, SYSTEM_NAMESPACE: systemNamespace };
    await fails({ ...env, KUBECONFIG: platform.kubeconfigs[other] }, /not allowed to|missing rights/i);
  });

  it("names each bad setting and ends", async () => {
    await fails({ KUBECONFIG: testCluster().kubeconfig, LOG_LEVEL: "loud" }, /LOG_LEVEL/);
  });

  it("explains itself with --help", async () => {
    const { code, stdout } = await run(script, {}, ["--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("STORES_NAMESPACE");
  });
});

describe("the server without sign-in", () => {
  it("refuses any address but loopback", async () => {
    const env = { ...SERVER, KUBECONFIG: testCluster().kubeconfig, HOST: "0.0.0.0", PORT: "0" };
    const { code, stderr } = await run("server/main.ts", env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/loopback/i);
  });
});

async function kubeconfigFor(server: string): Promise<string> {
  const { readFile, writeFile } = await import("node:fs/promises");
  const { kubeconfig, stateDir } = testCluster();
  const file = `${stateDir}/unreachable-${new URL(server).port}.kubeconfig`;
  const config = JSON.parse(await readFile(kubeconfig, "utf8")) as { clusters: { cluster: { server: string } }[] };
  for (const { cluster } of config.clusters) cluster.server = server;
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}
