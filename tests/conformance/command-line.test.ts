import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { PAPER_SHOP } from "./support/broken-engine.ts";

const MAIN = fileURLToPath(new URL("../../dev/conformance/main.ts", import.meta.url));

/** Runs the kit as a program of its own. */
function conformance(...args: string[]) {
  const child = spawn(process.execPath, ["--no-warnings", MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (printed.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (printed.stderr += data.toString()));
  return new Promise<{ code: number | null; stdout: string[]; stderr: string }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve({ code, stdout: printed.stdout.trimEnd().split("\n"), stderr: printed.stderr });
    });
  });
}

it("runs the rows that were asked for and those they need, on a cluster of its own", async () => {
  const module = join(PAPER_SHOP, "engine.ts");
  const args = ["--engine", "paper-shop", "--engine-module", module, "--only", "delete", "--json"];
  const { code, stdout, stderr } = await conformance(...args);
  expect(code, stderr).toBe(0);
  expect(stdout.at(-1)).toBe("2 passed, 0 failed");
  expect(JSON.parse(stdout.at(-2) ?? "")).toMatchObject({
    engine: "paper-shop",
    simulated: true,
    rows: [
      { row: "create", result: "passed", evidence: [] },
      { row: "delete", result: "passed", seen: expect.stringMatching(/^gone: /) },
    ],
  });
  expect(stderr).toMatch(/The nodes are simulated: nothing runs, so nothing is sold/);
});

it.each([
  { args: ["--engine", "prestashop"], says: /no engine "prestashop" here; there is woocommerce, medusa/ },
  { args: ["--engine", "paper-shop", "--engine-module", "nowhere.ts"], says: /nowhere\.ts/ },
  { args: ["--engine", "medusa", "--engine-module", join(PAPER_SHOP, "engine.ts")], says: /not "medusa"/ },
])("ends with 2 and the reason for $args", async ({ args, says }) => {
  const { code, stderr } = await conformance(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(says);
});
