import { expect, test } from "vitest";
import { missingPackages, whyNoRealNode } from "../../dev/node/requirements.ts";

test.each([
  ["darwin", 0, /needs Linux, and this is darwin: leave --real out/],
  ["linux", 1000, /needs root .*: run it as root, or leave --real out/],
] as const)("on %s as user %i no real node can run, in plain words", (platform, uid, message) => {
  expect(whyNoRealNode(platform, uid)).toMatch(message);
});

test("root on Linux may have one", () => {
  expect(whyNoRealNode("linux", 0)).toBeUndefined();
});

test("programs that PATH lacks are named by Debian's packages", () => {
  expect(missingPackages("/nowhere")).toEqual(
    expect.arrayContaining([
      "containerd",
      "runc",
      "iptables",
      "nftables",
      "ipset",
      "iproute2",
      "util-linux",
      "mount",
      "e2fsprogs",
      "gcc",
    ]),
  );
});
