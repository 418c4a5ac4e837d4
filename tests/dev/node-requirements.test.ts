import { expect, test } from "vitest";
import { addressPlan } from "../../dev/node/address-plan.ts";
import { directEnvironment } from "../../dev/node/direct-environment.ts";
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

test("where a proxy is set, programs ask the cluster's addresses without it", () => {
  expect(directEnvironment(addressPlan(5), {})).toEqual({});
  const { NO_PROXY } = directEnvironment(addressPlan(5), { HTTPS_PROXY: "http://p:3128", NO_PROXY: "localhost" });
  expect(NO_PROXY).toBe("localhost,10.89.5.0/29,10.90.5.0/24,10.91.20.0/22");
});
