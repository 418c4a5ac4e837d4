import { expect, test } from "vitest";
import { addressPlan } from "../../dev/node/address-plan.ts";
import { directEnvironment } from "../../dev/node/direct-environment.ts";
import { missingPackages, whyNoRealNode } from "../../dev/node/requirements.ts";

const ALL = "CapEff:\t000001ffffffffff";

test.each([
  ["darwin", 0, ALL, /needs Linux, and this is darwin: leave --real out/],
  ["linux", 1000, ALL, /needs root .*: run it as root, or leave --real out/],
  ["linux", 0, "CapEff:\t00000000a80425fb", /needs CAP_SYS_ADMIN, CAP_NET_ADMIN, which this root lacks .*--privileged/],
] as const)("on %s as user %i with %s no real node can run, in plain words", (platform, uid, status, message) => {
  expect(whyNoRealNode({ platform, uid, status })).toMatch(message);
});

test("root on Linux may have one, also without CAP_SYS_RESOURCE", () => {
  expect(whyNoRealNode({ platform: "linux", uid: 0, status: ALL })).toBeUndefined();
  expect(whyNoRealNode({ platform: "linux", uid: 0, status: "CapEff:\t000001fffeffffff" })).toBeUndefined();
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
  expect(directEnvironment([addressPlan(5)], {})).toEqual({});
  const { NO_PROXY } = directEnvironment([addressPlan(5)], { HTTPS_PROXY: "http://p:3128", NO_PROXY: "localhost" });
  expect(NO_PROXY).toBe("localhost,10.89.5.0/29,10.90.5.0/24,10.91.20.0/22");
});
