import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const DEV = fileURLToPath(new URL("../../dev/", import.meta.url));

/** A checkout with nothing but the bootstrap, and an `npm` of the test's that writes down how it was called. */
function checkout(npm = "mkdir -p node_modules") {
  const root = temporaryFolder();
  cpSync(join(DEV, "bootstrap.mjs"), join(root, "dev/bootstrap.mjs"));
  cpSync(join(DEV, "cluster/processes"), join(root, "dev/cluster/processes"), { recursive: true });
  writeFileSync(join(root, "package-lock.json"), "{}");
  writeFileSync(
    join(root, "script.ts"),
    "const args: string[] = process.argv.slice(2);\nconsole.log(args.join('|'));\n",
  );
  mkdirSync(join(root, "bin"));
  writeFileSync(join(root, "bin/npm"), `#!/bin/sh\necho "$@" >> '${root}/calls'\n${npm}\n`);
  chmodSync(join(root, "bin/npm"), 0o755);
  const start = (args: string[]) => {
    const path = [join(root, "bin"), dirname(process.execPath), process.env.PATH].join(":");
    const child = spawn(process.execPath, ["dev/bootstrap.mjs", ...args], { cwd: root, env: { PATH: path } });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  };
  const run = async (args: string[]) => {
    const child = start(args);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    const [code] = (await once(child, "close")) as [number];
    return { code, stdout, stderr };
  };
  const calls = () =>
    existsSync(join(root, "calls")) ? readFileSync(join(root, "calls"), "utf8").split("\n").slice(0, -1) : [];
  return { root, run, start, calls };
}

test("packages are installed once, and again when the lockfile changed", async () => {
  const { root, run, calls } = checkout();
  const first = await run(["script.ts", "a b", "--flag"]);
  expect(first).toMatchObject({ code: 0, stdout: "a b|--flag\n" });
  expect(first.stderr).toMatch(/installing the packages: npm ci/);
  expect(await run(["script.ts"])).toMatchObject({ code: 0, stderr: "" });
  expect(calls()).toHaveLength(1);
  writeFileSync(join(root, "package-lock.json"), '{"changed":true}');
  expect((await run(["script.ts"])).stderr).toMatch(/package-lock.json changed: npm ci/);
  expect(calls()).toHaveLength(2);
});

test("two at once install once, and the second says whom it waits for", async () => {
  const { run, calls } = checkout("sleep 0.5; mkdir -p node_modules");
  const both = await Promise.all([run(["script.ts", "1"]), run(["script.ts", "2"])]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(calls()).toHaveLength(1);
  expect(both.map(({ stderr }) => stderr).join("")).toMatch(/waiting for process \d+, which is installing/);
});

test("npm's output is shown only when it fails, and then nothing is run", async () => {
  const quiet = checkout("echo npm warn EBADENGINE >&2; mkdir -p node_modules");
  expect((await quiet.run(["script.ts"])).stderr).not.toContain("EBADENGINE");
  const { run } = checkout("echo no such package >&2; exit 7");
  const failed = await run(["script.ts", "x"]);
  expect(failed).toMatchObject({ code: 1, stdout: "" });
  expect(failed.stderr).toMatch(/no such package[\s\S]*npm ci ended with code 7/);
});

test("a lockfile without the binaries of other platforms is installed as it is", async () => {
  const refusal = "npm error Missing: @scope/tool-darwin-arm64@ from lock file";
  const { run, calls } = checkout(`[ "$1" = install ] && exec mkdir -p node_modules; echo '${refusal}' >&2; exit 1`);
  expect((await run(["script.ts", "x"])).stdout).toBe("x\n");
  expect(calls().map((call) => call.split(" ").slice(0, 2).join(" "))).toEqual(["ci --no-audit", "install --no-save"]);
});

test("a lockfile that is out of step with package.json is refused", async () => {
  const { run, calls } = checkout("echo 'npm error Missing: left-pad@1.3.0 from lock file' >&2; exit 1");
  expect(await run(["script.ts"])).toMatchObject({ code: 1, stdout: "" });
  expect(calls()).toHaveLength(1);
});

test("what somebody installed by hand from the same lockfile is used", async () => {
  const { root, run, calls } = checkout();
  const packages = {
    "": {},
    "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/other-platform": { version: "1.0.0", integrity: "sha512-b", optional: true },
  };
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages }));
  mkdirSync(join(root, "node_modules/a"), { recursive: true });
  const { "node_modules/a": a } = packages;
  writeFileSync(join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages: { "node_modules/a": a } }));
  expect((await run(["script.ts", "x"])).stdout).toBe("x\n");
  expect(calls()).toEqual([]);
});

test("the script's exit code is the command's, and its tools come first on PATH", async () => {
  const { root, run } = checkout();
  writeFileSync(join(root, "code.ts"), "console.log(process.env.PATH?.split(':')[0]);\nprocess.exitCode = 7;\n");
  const { code, stdout } = await run(["code.ts"]);
  expect(code).toBe(7);
  expect(stdout.trim()).toMatch(/node_modules\/\.bin$/);
});

test.each(["SIGTERM", "SIGINT"] as const)("%s reaches the script, which ends as it likes", async (signal) => {
  const { root, start } = checkout();
  writeFileSync(
    join(root, "wait.ts"),
    `process.once("${signal}", () => process.exit(5));\nsetInterval(() => {}, 1000);\nconsole.log("ready");\n`,
  );
  const child = start(["wait.ts"]);
  await once(child.stdout, "data");
  child.kill(signal);
  expect(await once(child, "close")).toEqual([5, null]);
});
