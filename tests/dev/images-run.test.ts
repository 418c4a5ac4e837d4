import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fullReference } from "../../dev/images/builder.ts";
import { ImageError } from "../../dev/images/image-error.ts";
import { runLogged } from "../../dev/images/run-logged.ts";
import { createWorkFolder } from "../../dev/images/work-folder.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("what a program prints comes line by line, on either stream", async () => {
  const lines: string[] = [];
  await runLogged("sh", ["-c", "echo one; echo two >&2"], { onLine: (line) => void lines.push(line) });
  expect(lines.sort()).toEqual(["one", "two"]);
});

test("a program that fails is an error with its last lines", async () => {
  const failed = runLogged("sh", ["-c", "echo it broke >&2; exit 3"]);
  await expect(failed).rejects.toThrow(ImageError);
  await expect(failed).rejects.toThrow(/it broke/);
  await expect(runLogged("no-such-program-here", [])).rejects.toThrow(/no-such-program-here could not be started/);
});

test("an aborted program ends with what it started", async () => {
  const abort = new AbortController();
  const running = runLogged("sh", ["-c", "echo up; sleep 60 & wait"], {
    signal: abort.signal,
    onLine: () => abort.abort(new Error("enough")),
  });
  await expect(running).rejects.toThrow("enough");
});

test("a working folder is made beside those of living runs, and those of dead ones go away", async () => {
  const parent = temporaryFolder();
  const dead = join(parent, "work.999999999.no%3Aboot");
  mkdirSync(join(dead, "buildah"), { recursive: true });
  const own = await createWorkFolder(parent);
  expect([existsSync(dead), existsSync(own)]).toEqual([false, true]);
  await createWorkFolder(parent);
  expect(existsSync(own)).toBe(true);
});

test.each([
  ["postgres:17.6", "docker.io/library/postgres:17.6"],
  ["shopyard/medusa:2.21.2", "docker.io/shopyard/medusa:2.21.2"],
])("%s is %s in full", (ref, full) => {
  expect(fullReference(ref)).toBe(full);
});
