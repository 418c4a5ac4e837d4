import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { ClusterError } from "../../dev/cluster/cluster-error.ts";
import { findFreePorts, requireFreePort } from "../../dev/cluster/free-ports.ts";
import { goFolders, requireDiskSpace } from "../../dev/cluster/tools/disk-space.ts";
import { isAtLeast } from "../../dev/cluster/tools/go-toolchain.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("a port in use names the port and what to do", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const refused = requireFreePort(port);
  await expect(refused).rejects.toThrow(ClusterError);
  await expect(refused).rejects.toThrow(`Port ${port} is in use by another program: choose another with --port`);
});

test.each([0, -1, 65_536, 1.5, Number.NaN])("%d is no port", async (port) => {
  await expect(requireFreePort(port)).rejects.toThrow(/from 1 to 65535/);
});

test("free ports differ from each other and can be had", async () => {
  const ports = await findFreePorts(20);
  expect(new Set(ports).size).toBe(20);
  await Promise.all(ports.map((port) => requireFreePort(port)));
});

test("too little disk says how much is needed, how much there is, and where", async () => {
  const folder = `${temporaryFolder()}/not/there/yet`;
  await expect(requireDiskSpace([folder], 2 ** 60)).rejects.toThrow(
    /needs about 1073741824\.0 GiB and .*not\/there\/yet has [\d.]+ GiB free: make room/,
  );
  await requireDiskSpace([folder], 1);
});

test("Go's folders are those of its environment", () => {
  expect(goFolders({ GOCACHE: "/a", GOMODCACHE: "/b" })).toEqual(["/a", "/b"]);
  expect(goFolders({ XDG_CACHE_HOME: "/c", GOPATH: "/d" })).toEqual(["/c/go-build", "/d/pkg/mod"]);
});

test.each([
  ["go1.26", true],
  ["go1.26.8", true],
  ["go1.27rc1", true],
  ["go2.0", true],
  ["go1.25.9", false],
  ["go1.9", false],
  ["", false],
])("%s is at least 1.26: %s", (version, expected) => expect(isAtLeast(version, "1.26")).toBe(expected));
