import { SIZES } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { describe, expect, it } from "vitest";
import { buildPolicies } from "../../operator/build/policies.ts";
import { buildRestoreJob } from "../../operator/build/restore-job.ts";
import { buildSaleJob } from "../../operator/build/sale-job.ts";
import type { Engine } from "../../operator/engines/engine.ts";
import { engines, operatorValues, testPlatform } from "./support/engine-values.ts";
import { type Finding, score } from "./support/kube-score.ts";
import { type Manifest, render } from "./support/manifests.ts";
import { CLUSTERS, renderPlatform } from "./support/platform-values.ts";

interface Exception {
  /** The check's id. */
  check: string;
  /** What it said; a check may say several things, and one of them be right. */
  said: RegExp;
  /** Which objects of which render, as `<render>: <kind>/<name>`. */
  of: RegExp;
  reason: string;
}

/** All that kube-score would have otherwise and does not get. A finding that stands here under no reason is to be mended. */
const EXCEPTIONS: readonly Exception[] = [
  {
    check: "container-security-context-user-group-id",
    said: /low (user|group) ID$/,
    of: /^platform/,
    reason: "1000 is the user of our images. No pod reaches a file of its node, where an equal id could mean somebody.",
  },
  {
    check: "container-security-context-user-group-id",
    said: /low (user|group) ID$/,
    of: /^(medusa|woocommerce)/,
    reason: "The ids of the images, by which the files on the volumes of stores that exist are owned.",
  },
  {
    check: "container-image-pull-policy",
    said: /^ImagePullPolicy is not set to Always$/,
    of: /./,
    reason:
      "Charts take exact tags and digests, never latest: Always would find nothing new, and no pod could start again while the registry is away. image.pullPolicy is for those who want it all the same.",
  },
  {
    check: "container-ephemeral-storage-request-and-limit",
    said: /^Ephemeral Storage (request|limit) is not set$/,
    of: /./,
    reason:
      "Nothing there can grow without a bound: root filesystems are read-only, every emptyDir has its sizeLimit, and kubelet rotates logs. A limit of its own would only be one more cause to end a shop.",
  },
  {
    check: "container-resources",
    said: /^CPU limit is not set$/,
    of: /^platform/,
    reason:
      "It would slow pods down while the node has CPU to spare, and a leader that is slowed down loses its lease. Stores have one, since somebody else's code runs there.",
  },
  {
    check: "deployment-replicas",
    said: /^Deployment few replicas$/,
    of: /^platform, local/,
    reason: "A cluster on one's own machine has one node. values-production.yaml has two of each.",
  },
  {
    check: "deployment-replicas",
    said: /^Deployment few replicas$/,
    of: /: Deployment\/demo-web$/,
    reason: "A shop's size says what it may cost, and its quota holds one web pod and the next version's beside it.",
  },
  {
    check: "statefulset-has-servicename",
    said: /^StatefulSet does not have a valid serviceName$/,
    of: /^(medusa|woocommerce)/,
    reason:
      "It asks for a headless Service. There is one pod, found by its Service; and neither field can be changed in stores that exist.",
  },
  {
    check: "networkpolicy-targets-pod",
    said: /^The NetworkPolicys selector doesn't match any pods$/,
    of: /^medusa, (small|medium): NetworkPolicy\/allow-worker-to-/,
    reason: "An engine's flows are allowed whatever the size; only a large store has a worker of its own.",
  },
];

/** What the operator itself puts into a store's namespace: its bounds, and the Jobs that come and go. */
function operatorObjects(store: Store, engine: Engine): Manifest[] {
  const platform = testPlatform();
  const { bounds, network } = buildPolicies(store, engine, platform);
  const version = engine.defaultVersion;
  return [
    ...[...bounds, ...network].map(({ object }) => object),
    buildSaleJob(store, engine, { version, revision: 1, mode: "order" }, platform),
    ...(engine.restore === undefined ? [] : [buildRestoreJob(store, engine, { version, key: "1" }, platform)]),
  ] as unknown as Manifest[];
}

interface Render {
  name: string;
  namespace: string;
  objects: Manifest[];
}

const renders: Render[] = [
  ...(await Promise.all(
    CLUSTERS.map(async (cluster) => ({
      name: `platform, ${cluster}`,
      namespace: "shopyard-system",
      objects: await renderPlatform({ cluster }),
    })),
  )),
  ...(await Promise.all(
    engines.flatMap((engine) =>
      SIZES.map(async (size) => {
        const metadata = { name: "demo", namespace: "shopyard-stores", uid: "0".repeat(36) };
        const store = { metadata, spec: { engine: engine.name, size } } as Store;
        const chart = await render(engine.name, operatorValues(engine, { size }));
        return {
          name: `${engine.name}, ${size}`,
          namespace: "shop-demo",
          objects: [...operatorObjects(store, engine), ...chart],
        };
      }),
    ),
  )),
];

const findings = await Promise.all(
  renders.map(async ({ name, namespace, objects }) => ({ name, found: await score(objects, namespace) })),
);

const excepts = ({ check, said, of }: Exception, render: string, finding: Finding): boolean =>
  check === finding.check && said.test(finding.said) && of.test(`${render}: ${finding.object}`);

describe("kube-score", () => {
  it("finds what is wrong with a pod that is run carelessly, else it would prove nothing", async () => {
    const careless = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "x", labels: {} },
      spec: { containers: [{ name: "x", image: "x:latest", securityContext: { privileged: true } }] },
    };
    const checks = (await score([careless as unknown as Manifest], "x")).map(({ check }) => check);
    for (const check of ["container-image-tag", "container-security-context-privileged", "pod-networkpolicy"]) {
      expect(checks).toContain(check);
    }
  });

  it.each(findings)("finds nothing but what stands among the exceptions: $name", ({ name, found }) => {
    const unexplained = found.filter((finding) => !EXCEPTIONS.some((exception) => excepts(exception, name, finding)));
    expect(unexplained).toEqual([]);
  });

  it.each(EXCEPTIONS)("still finds what is excepted: $check, $of", (exception) => {
    expect(exception.reason).toMatch(/^[A-Z0-9].{40,}\.$/);
    const used = findings.some(({ name, found }) => found.some((finding) => excepts(exception, name, finding)));
    expect(used, "this exception matches nothing any more: take it away").toBe(true);
  });
});
