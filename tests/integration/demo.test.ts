import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

function demo(...args: string[]) {
  const child = spawn(process.execPath, ["--no-warnings", `${ROOT}dev/demo/main.ts`, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (printed.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (printed.stderr += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, printed, ended };
}

describe("npm run demo", () => {
  it("--once --json takes a store from nothing to Ready to nothing and says so on its last line", async () => {
    const { printed, ended } = demo("--once", "--json", "--engine", "medusa");
    expect(await ended, printed.stderr).toBe(0);
    const summary = JSON.parse(printed.stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;
    expect(summary).toMatchObject({ phase: "Ready", leftovers: 0, simulated: true, engine: "medusa" });
    expect(summary.seconds).toBeGreaterThan(0);
    expect(summary.events).toBeGreaterThanOrEqual(9);
    for (const reason of ["ReleaseInstall", "StoreReady", "NamespaceDelete"]) expect(printed.stderr).toContain(reason);
  });

  it("--once fails with the reason when the store is refused", async () => {
    const { printed, ended } = demo("--once", "--engine", "prestashop");
    expect(await ended).toBe(1);
    expect(printed.stderr).toMatch(/refused \(\w+\).*/);
  });

  it("serves the dashboard until Ctrl-C, and then leaves no process", async () => {
    const { child, printed, ended } = demo();
    await waitUntil(async () => printed.stdout.includes("http://"), {
      what: "the dashboard's address",
      timeoutMs: 120_000,
      giveUp: () => (child.exitCode === null ? undefined : printed.stderr),
    });
    const url = /http:\/\/\S+/.exec(printed.stdout)?.[0] ?? "";
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Shopyard");
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it.each([
    [["--nonsense"], /nonsense/],
    [["--json"], /--json goes with --once/],
    [["--port", "0"], /--port/],
  ])("refuses %j", async (args, words) => {
    const { printed, ended } = demo(...args);
    expect(await ended).toBe(1);
    expect(printed.stderr).toMatch(words);
  });
});
