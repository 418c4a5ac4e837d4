import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { findFreePorts } from "../../dev/cluster/free-ports.ts";

const PROGRAM = fileURLToPath(new URL("../../server/dashboard.ts", import.meta.url));

/** The dashboard's process, once it listens, over a folder with a page and a script. */
async function startDashboard() {
  const folder = mkdtempSync(join(tmpdir(), "dashboard-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<title>Shopyard</title>");
  writeFileSync(join(folder, "assets/app-1234.js"), "start()");
  const [port = 0, healthPort = 0] = await findFreePorts(2);
  const env = { ...process.env, CLIENT_DIR: folder, PORT: String(port), HEALTH_PORT: String(healthPort) };
  const child = spawn(process.execPath, ["--no-warnings", PROGRAM], { env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return { child, url, healthUrl: `http://127.0.0.1:${healthPort}` };
}

test("the dashboard alone has its pages and the errors', no API, and its health apart; it ends when it is told to", async () => {
  const { child, url, healthUrl } = await startDashboard();
  const page = await fetch(`${url}/stores/demo`, { headers: { accept: "text/html" } });
  expect(await page.text()).toContain("Shopyard");
  expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
  const script = await fetch(`${url}/assets/app-1234.js`);
  expect([await script.text(), script.headers.get("cache-control")]).toEqual([
    "start()",
    expect.stringMatching("immutable"),
  ]);
  expect(await (await fetch(`${url}/errors/CrashLoop`)).text()).toContain("What to do:");
  const api = await fetch(`${url}/graphql`);
  expect([api.status, await api.text()]).toEqual([404, expect.stringContaining("dashboard alone")]);
  expect((await fetch(`${healthUrl}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${url}/readyz`)).text()).toContain("<title>");
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});
