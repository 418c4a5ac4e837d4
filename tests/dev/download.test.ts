import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ChecksumMismatch, DownloadUnavailable, download } from "../../dev/cluster/tools/download.ts";
import { pinnedRelease, readDownloadTable } from "../../dev/cluster/tools/downloads.ts";
import { toolByName } from "../../dev/cluster/tools/tool-table.ts";
import { localServer } from "./local-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const BODY = Buffer.from("#!/bin/sh\necho tool\n");
const sha256 = (data: Buffer) => createHash("sha256").update(data).digest("hex");

test("a release with the pinned checksum is put in place, executable", async () => {
  const server = await localServer((_request, response) => response.end(BODY));
  const folder = temporaryFolder();
  const target = join(folder, "new", "tool");
  const seen: (number | undefined)[] = [];
  await download({ url: `${server}/tool`, sha256: sha256(BODY) }, target, {
    onProgress: (received) => seen.push(received),
  });
  expect(readFileSync(target)).toEqual(BODY);
  expect(statSync(target).mode & 0o111).toBe(0o111);
  expect(readdirSync(join(folder, "new"))).toEqual(["tool"]);
  expect(seen.at(-1)).toBe(BODY.length);
});

test("the named member of an archive is put in place", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "linux-amd64"));
  writeFileSync(join(folder, "linux-amd64", "helm"), BODY);
  writeFileSync(join(folder, "linux-amd64", "README.md"), "not this");
  expect(spawnSync("tar", ["-czf", "helm.tar.gz", "linux-amd64"], { cwd: folder }).status).toBe(0);
  const archive = readFileSync(join(folder, "helm.tar.gz"));
  const server = await localServer((_request, response) => response.end(archive));
  const target = join(folder, "bin", "helm");
  const url = `${server}/helm.tar.gz`;
  await download({ url, sha256: sha256(archive), member: "linux-amd64/helm" }, target);
  expect(readFileSync(target)).toEqual(BODY);
  expect(readdirSync(join(folder, "bin"))).toEqual(["helm"]);
  await expect(
    download({ url, sha256: sha256(archive), member: "linux-amd64/other" }, join(folder, "bin", "other")),
  ).rejects.toThrow(/linux-amd64\/other can't be unpacked/);
});

test("a file with another checksum is refused and leaves nothing behind", async () => {
  const server = await localServer((_request, response) => response.end("something else"));
  const folder = temporaryFolder();
  const failed = download({ url: `${server}/tool`, sha256: sha256(BODY) }, join(folder, "tool"));
  await expect(failed).rejects.toThrow(ChecksumMismatch);
  await expect(failed).rejects.toThrow(sha256(BODY));
  expect(readdirSync(folder)).toEqual([]);
});

const UNAVAILABLE: { name: string; options: object; listener: Parameters<typeof localServer>[0] }[] = [
  { name: "answers 404", options: {}, listener: (_request, response) => response.writeHead(404).end() },
  { name: "closes the connection", options: {}, listener: (request) => request.socket.destroy() },
  { name: "never answers", options: { firstByteMs: 60 }, listener: () => {} },
  { name: "stops in the middle", options: { idleMs: 60 }, listener: (_request, response) => response.write("half") },
  {
    name: "cuts the file off",
    options: {},
    listener: (_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("half", () => response.destroy());
    },
  },
];

test.each(UNAVAILABLE)("a server that $name is given up on", async ({ options, listener }) => {
  const server = await localServer(listener);
  const target = join(temporaryFolder(), "tool");
  const began = performance.now();
  await expect(download({ url: server, sha256: sha256(BODY) }, target, options)).rejects.toThrow(DownloadUnavailable);
  expect(performance.now() - began).toBeLessThan(3000);
  expect(existsSync(target)).toBe(false);
});

test("a port where nobody listens is given up on at once", async () => {
  const release = { url: "http://127.0.0.1:1/tool", sha256: sha256(BODY) };
  await expect(download(release, join(temporaryFolder(), "tool"))).rejects.toThrow(DownloadUnavailable);
});

test("a release without a pinned checksum is never downloaded", () => {
  const table = { etcd: { "linux-x64": { url: "https://example.test/etcd", sha256: null } } };
  expect(pinnedRelease(table, toolByName("etcd"), "linux-x64")).toBeUndefined();
  const pinned = { etcd: table.etcd, "kube-apiserver": { "linux-x64": { ...table.etcd["linux-x64"], sha256: "00" } } };
  expect(pinnedRelease(pinned, toolByName("kube-apiserver"), "linux-x64")).toMatchObject({ sha256: "00" });
  // The table is of one minor.
  expect(pinnedRelease(pinned, toolByName("kube-apiserver", "1.36"), "linux-x64")).toBeUndefined();
  expect(pinnedRelease({}, toolByName("etcd"), "linux-x64")).toBeUndefined();
});

test("every checksum of this checkout's table is unpinned or a SHA-256, and every URL is the project's own over TLS", () => {
  const releases = Object.values(readDownloadTable()).flatMap((platforms) => Object.values(platforms));
  expect(releases.length).toBeGreaterThan(0);
  for (const release of releases) {
    expect(new URL(release.url).protocol).toBe("https:");
    expect(["dl.k8s.io", "github.com", "get.helm.sh"]).toContain(new URL(release.url).hostname);
    if (release.sha256 !== null) expect(release.sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});
