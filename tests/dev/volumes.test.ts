import { expect, test } from "vitest";
import { type Claim, isReleased, type Volume, volumeObject, wantsVolume } from "../../dev/node/provisioner/objects.ts";
import { parseQuantity } from "../../dev/node/provisioner/parse-quantity.ts";
import { isMounted } from "../../dev/node/provisioner/volumes.ts";

test.each([
  ["20Mi", 20 * 2 ** 20],
  ["1.5Gi", 1.5 * 2 ** 30],
  ["1e9", 1e9],
  ["500M", 5e8],
  ["1024", 1024],
])("%s is %i bytes", (text, bytes) => {
  expect(parseQuantity(text)).toBe(bytes);
});

test.each(["", "Mi", "-1Gi", "5m", "ten"])("%j is no size", (text) => {
  expect(() => parseQuantity(text)).toThrow(`"${text}" is no size`);
});

const claim: Claim = {
  metadata: {
    name: "data",
    namespace: "shop",
    uid: "u1",
    annotations: { "volume.kubernetes.io/selected-node": "real-1" },
  },
  spec: { storageClassName: "loop", accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
};

test.each([
  ["one that the scheduler placed here", claim, true],
  ["one that nobody placed yet", { ...claim, metadata: { ...claim.metadata, annotations: {} } }, false],
  ["one of another class", { ...claim, spec: { ...claim.spec, storageClassName: "fast" } }, false],
  ["one that is bound", { ...claim, spec: { ...claim.spec, volumeName: "pvc-u1" } }, false],
  ["one that is being deleted", { ...claim, metadata: { ...claim.metadata, deletionTimestamp: "now" } }, false],
] as const)("%s gets a volume: %#", (_, wanted, expected) => {
  expect(wantsVolume(wanted as Claim, "real-1")).toBe(expected);
});

test("a volume is bound to its claim and to its node, and only a node's own released ones are removed by it", () => {
  const volume = volumeObject(claim, "/volumes/pvc-u1", "real-1") as Volume;
  expect(volume).toMatchObject({
    metadata: { name: "pvc-u1" },
    spec: { capacity: { storage: "1Gi" }, claimRef: { uid: "u1" }, local: { path: "/volumes/pvc-u1" } },
  });
  const released = { ...volume, status: { phase: "Released" } };
  expect(isReleased({ ...volume, status: { phase: "Bound" } }, "real-1")).toBe(false);
  expect(isReleased(released, "real-1")).toBe(true);
  expect(isReleased(released, "real-2")).toBe(false);
  expect(isReleased({ ...released, metadata: { ...volume.metadata, annotations: {} } }, "real-1")).toBe(false);
});

test("a mount is found also where its folder's name has a blank", () => {
  const mounts = "/dev/loop0 /volumes/a\\040b ext4 rw 0 0\n";
  expect(isMounted("/volumes/a b", mounts)).toBe(true);
  expect(isMounted("/volumes/a", mounts)).toBe(false);
});
