import { spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HelmError, runHelm } from "../../operator/effects/helm.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fake-helm-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A helm that is this script; `out` in it is the test's folder. */
async function fakeHelm(script: string): Promise<string> {
  const file = join(folder, "helm");
  const text = `#!${process.execPath}\nconst fs = require("node:fs"); const out = ${JSON.stringify(`${folder}/`)};\n${script}`;
  await writeFile(file, text);
  await chmod(file, 0o755);
  return file;
}
const SLEEP = 'fs.writeFileSync(out + "pid", String(process.pid)); setInterval(() => {}, 1000);';
const STUBBORN = `process.on("SIGTERM", () => fs.appendFileSync(out + "signals", "x")); ${SLEEP}`;

const read = (name: string) => readFile(join(folder, name), "utf8");
const pidOf = async () => Number(await vi.waitFor(() => read("pid").then((text) => text || Promise.reject()), 30_000));
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const gone = (pid: number) => vi.waitFor(() => expect(alive(pid)).toBe(false), { timeout: 30_000, interval: 20 });
/** An operator that leads and renews for ever. */
const heartbeat = { deadlineMs: 60_000, onBeat: () => () => true };
const options = (helm: string, more: object = {}) => ({
  helm,
  heartbeat,
  timeoutMs: 20_000,
  signal: new AbortController().signal,
  ...more,
});
const errorOf = (run: Promise<string>) =>
  run.then(
    () => undefined,
    (error: unknown) => error as HelmError,
  );

describe("a run of helm", () => {
  test("gets its arguments one by one, whatever is in them, and gives what helm printed", async () => {
    const helm = await fakeHelm("console.log(JSON.stringify(process.argv.slice(2)));");
    const args = ["upgrade", "a b", "$(touch /tmp/x); `id`", "--x='y'", ""];
    expect(JSON.parse(await runHelm(args, options(helm)))).toEqual(args);
    const withContext = JSON.parse(await runHelm(["list"], options(helm, { kubeContext: "kind" })));
    expect(withContext).toEqual(["list", "--kube-context", "kind"]);
  });

  test("gets values in a file that only we can read, and folders of its own, and leaves nothing", async () => {
    const helm = await fakeHelm(`
      const file = process.argv[process.argv.indexOf("--values") + 1];
      console.log(JSON.stringify({
        file,
        mode: fs.statSync(file).mode & 0o777,
        folder: fs.statSync(require("node:path").dirname(file)).mode & 0o777,
        values: JSON.parse(fs.readFileSync(file, "utf8")),
        homes: [process.env.HELM_CACHE_HOME, process.env.HELM_CONFIG_HOME, process.env.HELM_DATA_HOME],
      }));`);
    const seen = JSON.parse(await runHelm(["upgrade"], options(helm), { store: { name: "demo" } }));
    expect(seen).toMatchObject({ mode: 0o600, folder: 0o700, values: { store: { name: "demo" } } });
    await expect(readFile(seen.file)).rejects.toThrow(/ENOENT/);
    for (const home of seen.homes) await expect(readdir(home)).rejects.toThrow(/ENOENT/);
  });

  test("removes the values also when helm fails", async () => {
    const helm = await fakeHelm('fs.writeFileSync(out + "file", process.argv.at(-1)); process.exit(1);');
    expect(await errorOf(runHelm(["upgrade"], options(helm), {}))).toBeInstanceOf(HelmError);
    await expect(readFile(await read("file"))).rejects.toThrow(/ENOENT/);
  });
});

describe("helm's complaint", () => {
  test.each([
    [
      "is told without warnings and log lines",
      'level=WARN msg="x"\nWARNING: Kubernetes configuration file is group-readable\nW1123 07:00:00.0 warnings.go\nError: UPGRADE FAILED: no space\n',
      "UPGRADE FAILED: no space",
    ],
    ["is told in full where it has several lines", "Error: one\n  two\n\nthree\n", "one two three"],
    ["is told as it is where helm says no more", "panic: nil\n", "panic: nil"],
    ["is the exit code where there is none", "", "helm ended with code 3"],
  ])("%s", async (_, stderr, message) => {
    const helm = await fakeHelm(`process.stderr.write(${JSON.stringify(stderr)}, () => process.exit(3));`);
    expect(await errorOf(runHelm(["upgrade"], options(helm)))).toMatchObject({
      name: "HelmError",
      message,
      timedOut: false,
    });
  });

  test("names the helm that cannot be run", async () => {
    const error = await errorOf(runHelm(["list"], options("/no/such/helm")));
    expect(error).toBeInstanceOf(HelmError);
    expect(error?.message).toContain("cannot run /no/such/helm");
  });
});

describe("helm is ended", () => {
  test("when its time is over", async () => {
    const helm = await fakeHelm(SLEEP);
    const error = await errorOf(runHelm(["upgrade"], options(helm, { timeoutMs: 1_000 })));
    expect(error).toMatchObject({ name: "HelmError", timedOut: true, message: "helm did not end within 1 s" });
    await gone(await pidOf());
  });

  test("when it is told to, with the reason it was given", async () => {
    const helm = await fakeHelm(SLEEP);
    const controller = new AbortController();
    const run = errorOf(runHelm(["upgrade"], options(helm, { signal: controller.signal })));
    const pid = await pidOf();
    const reason = new Error("the store is being deleted");
    controller.abort(reason);
    expect(await run).toBe(reason);
    await gone(pid);
  });

  test("and is not begun when that was told before", async () => {
    const helm = await fakeHelm(SLEEP);
    await expect(runHelm(["upgrade"], options(helm, { signal: AbortSignal.abort(new Error("no")) }))).rejects.toThrow(
      "no",
    );
    await expect(read("pid")).rejects.toThrow(/ENOENT/);
  });

  test("though it ignores the first word, and is told twice", async () => {
    const helm = await fakeHelm(STUBBORN);
    const controller = new AbortController();
    const run = errorOf(runHelm(["upgrade"], options(helm, { timeoutMs: 1_500, signal: controller.signal })));
    const pid = await pidOf();
    await vi.waitFor(() => read("signals"), { timeout: 30_000 });
    controller.abort(new Error("the store is being deleted"));
    expect((await run)?.message).toBe("the store is being deleted");
    await gone(pid);
  });

  /** A process that runs helm as the operator does, and beats ten times a second. */
  const startOperator = (helm: string, deadlineMs: number) => {
    const module = fileURLToPath(new URL("../../operator/effects/helm.ts", import.meta.url));
    const script = `import { runHelm } from ${JSON.stringify(module)};
      const onBeat = (listener) => { const timer = setInterval(listener, 100); return () => clearInterval(timer); };
      await runHelm(["upgrade"], { helm: ${JSON.stringify(helm)}, timeoutMs: 60_000,
        heartbeat: { deadlineMs: ${deadlineMs}, onBeat }, signal: new AbortController().signal });`;
    return spawn(process.execPath, ["--no-warnings", "--input-type=module", "--eval", script], { stdio: "ignore" });
  };

  test("when the operator is asleep, and not while it beats", async () => {
    const operator = startOperator(await fakeHelm(STUBBORN), 1_500);
    try {
      const pid = await pidOf();
      const begun = performance.now();
      await vi.waitFor(() => expect(performance.now() - begun).toBeGreaterThan(3_000), { timeout: 30_000 });
      expect(alive(pid)).toBe(true);
      operator.kill("SIGSTOP");
      await gone(pid);
    } finally {
      operator.kill("SIGKILL");
    }
  }, 60_000);

  test.each(["SIGKILL", "SIGTERM"] as const)("when the operator's process ends by %s", async (signal) => {
    const operator = startOperator(await fakeHelm(STUBBORN), 60_000);
    const pid = await pidOf();
    expect(alive(pid)).toBe(true);
    operator.kill(signal);
    await gone(pid);
  });
});
