import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { cachedBinary } from "../../dev/cluster/tools/cache-folder.ts";
import { ChecksumMismatch } from "../../dev/cluster/tools/download.ts";
import { type EnsureToolsOptions, ensureTools } from "../../dev/cluster/tools/ensure-tools.ts";
import { findOnPath } from "../../dev/cluster/tools/find-on-path.ts";
import { SILENT } from "../../dev/cluster/tools/progress-printer.ts";
import { ToolError } from "../../dev/cluster/tools/tool-error.ts";
import { toolByName } from "../../dev/cluster/tools/tool-table.ts";
import { localServer } from "./local-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

afterEach(() => void vi.unstubAllEnvs());

const BODY = "#!/bin/sh\necho kwok version v0.8.0 go1.26\n";
const PLATFORM = `${process.platform}-${process.arch}`;

function script(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

/** Options that find nothing on this machine: no tool and no Go on PATH, an empty cache. */
function nothingHere(): EnsureToolsOptions & { cache: string } {
  vi.stubEnv("PATH", script(temporaryFolder(), "unrelated", "#!/bin/sh\n"));
  return { cache: join(temporaryFolder(), "cache"), printer: SILENT, downloads: {} };
}

function kwokAt(url: string, body = BODY) {
  return { kwok: { [PLATFORM]: { url, sha256: createHash("sha256").update(body).digest("hex") } } };
}

test("a binary on PATH counts when it is of the pinned version, and not otherwise", async () => {
  const kwok = toolByName("kwok");
  const right = script(temporaryFolder(), "kwok", BODY);
  const wrong = script(temporaryFolder(), "kwok", BODY.replace("v0.8.0", "v0.8.1"));
  const broken = script(temporaryFolder(), "kwok", "#!/bin/sh\nexit 1\n");
  expect(await findOnPath(kwok, right)).toBe(join(right, "kwok"));
  expect(await findOnPath(kwok, wrong)).toBeUndefined();
  expect(await findOnPath(kwok, broken)).toBeUndefined();
  expect(await findOnPath(kwok, temporaryFolder())).toBeUndefined();
});

test("a control plane of another minor is a binary of its own", async () => {
  const print = (version: string) => `#!/bin/sh\necho Kubernetes ${version}\n`;
  const folder = script(temporaryFolder(), "kube-apiserver", print("v1.36.3"));
  expect(await findOnPath(toolByName("kube-apiserver", "1.36"), folder)).toBe(join(folder, "kube-apiserver"));
  expect(await findOnPath(toolByName("kube-apiserver"), folder)).toBeUndefined();
  const cache = temporaryFolder();
  expect(cachedBinary(toolByName("kube-apiserver", "1.36"), cache)).not.toBe(
    cachedBinary(toolByName("kube-apiserver"), cache),
  );
  expect(toolByName("helm", "1.36")).toBe(toolByName("helm"));
});

test("a pinned release is downloaded once and found in the cache from then on", async () => {
  let requests = 0;
  const server = await localServer((_request, response) => {
    requests += 1;
    response.end(BODY);
  });
  const options = { ...nothingHere(), downloads: kwokAt(server) };
  const first = (await ensureTools(["kwok"], options)).get("kwok");
  expect(first?.source).toBe("downloaded");
  const second = (await ensureTools(["kwok"], options)).get("kwok");
  expect(second).toMatchObject({ source: "cache", path: first?.path });
  expect(requests).toBe(1);
});

test("two that need the same tool at once download it once", async () => {
  let requests = 0;
  const server = await localServer((_request, response) => {
    requests += 1;
    setTimeout(() => response.end(BODY), 50);
  });
  const options = { ...nothingHere(), downloads: kwokAt(server) };
  const said: string[] = [];
  const printer = { ...SILENT, say: (line: string) => void said.push(line) };
  const both = await Promise.all([ensureTools(["kwok"], options), ensureTools(["kwok"], { ...options, printer })]);
  expect(both.map((found) => found.get("kwok")?.source).sort()).toEqual(["cache", "downloaded"]);
  expect(requests).toBe(1);
});

test("a wrong checksum stops everything: it is neither used nor built around", async () => {
  const server = await localServer((_request, response) => response.end("evil"));
  const options = { ...nothingHere(), downloads: kwokAt(server) };
  await expect(ensureTools(["kwok"], options)).rejects.toThrow(ChecksumMismatch);
  expect(existsSync(join(options.cache, "tools.lock"))).toBe(false);
});

test("without Go, what has to be built says what to install", async () => {
  const failed = ensureTools(["kwok"], nothingHere());
  await expect(failed).rejects.toThrow(ToolError);
  await expect(failed).rejects.toThrow(/kwok has to be built and there is no Go on PATH: install Go 1\.26 or newer/);
});

test("a Go that is too old says so, and what would be new enough", async () => {
  const options = nothingHere();
  vi.stubEnv("PATH", script(temporaryFolder(), "go", "#!/bin/sh\necho go1.22.2\n"));
  await expect(ensureTools(["kwok"], options)).rejects.toThrow(/Go on PATH is go1\.22\.2, but 1\.26 is needed/);
});

test("a release that can't be had is said, and building is tried", async () => {
  const said: string[] = [];
  const printer = { ...SILENT, say: (line: string) => void said.push(line) };
  const options = { ...nothingHere(), printer, downloads: kwokAt("http://127.0.0.1:1/kwok") };
  await expect(ensureTools(["kwok"], options)).rejects.toThrow(/no Go on PATH/);
  expect(said.join("\n")).toMatch(/127\.0\.0\.1:1\/kwok can't be downloaded: .*; building instead/);
});
