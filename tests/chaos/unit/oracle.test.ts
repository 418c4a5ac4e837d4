import type { KubeObject } from "@shopyard/kube/objects.ts";
import { describe, expect, it } from "vitest";
import { differences, outcomeOf } from "../oracle/digest.ts";
import { needless } from "../oracle/needless.ts";
import type { Changes, Observer, Seen } from "../oracle/observer.ts";
import { violations } from "../oracle/violations.ts";

const DIGEST = "0123456789abcdef0123456789abcdef01234567";

interface World {
  objects?: Seen[];
  changes?: Record<string, Changes>;
  contents?: string[];
}

const observerOf = ({ objects = [], changes = {}, contents = [] }: World): Observer => ({
  inside: () => objects,
  labelled: () => [],
  changes: () => new Map(Object.entries(changes)),
  countAnew: () => undefined,
  contents: () => new Set(contents),
  stop: async () => undefined,
});

/** A run's names and hashes; two runs have nothing of these in common. */
const runs = [
  { names: { platform: "zp1", store: "zq1q0001" }, digest: DIGEST, uid: "11111111-2222-3333-4444-555555555555" },
  { names: { platform: "zp2", store: "zq2q0007" }, digest: DIGEST.replace("0", "9"), uid: "a".repeat(8) },
] as const;
type Run = (typeof runs)[number];

const deployment = ({ names, digest, uid }: Run, more: object = {}): Seen => ({
  kind: "Deployment",
  object: {
    metadata: {
      name: `${names.store}-web`,
      namespace: `${names.platform}-${names.store}`,
      uid,
      resourceVersion: String(Math.random()),
      annotations: { "shopyard.dev/digest": digest },
    },
    spec: { replicas: 1 },
    status: { replicas: 1, readyReplicas: 1, updatedReplicas: 1, observedGeneration: 7 },
    ...more,
  } as KubeObject,
});
const secret = ({ names }: Run, value: string): Seen => ({
  kind: "Secret",
  object: { metadata: { name: `${names.store}-credentials` }, data: { password: value } } as KubeObject,
});
const record = (status: string): Seen => ({
  kind: "Secret",
  object: { type: "helm.sh/release.v1", metadata: { name: status, labels: { status } } } as KubeObject,
});
const store = ({ names, digest }: Run, status: object = {}): Seen => ({
  kind: "Store",
  object: {
    metadata: { name: names.store, generation: 2 },
    status: { phase: "Ready", observedGeneration: 2, release: { name: names.store, digest, revision: 1 }, ...status },
  } as unknown as KubeObject,
});

const [one, other] = runs;
const compare = (a: World, b: World) =>
  differences(outcomeOf(observerOf(a), one.names), outcomeOf(observerOf(b), other.names));

describe("two runs that did the same", () => {
  it("come to the same, whatever their names, hashes, uids, versions and secrets are", () => {
    const world = (run: Run): World => ({
      objects: [deployment(run), secret(run, run.uid), store(run), record("deployed")],
      changes: { [`Deployment/${run.names.store}-web`]: { created: 1, deleted: 0 } },
    });
    expect(compare(world(one), world(other))).toEqual([]);
  });

  it("may tell of it differently: timeline, attempts, an error that was overcome", () => {
    const told = { attempts: 3, events: [{ reason: "Resumed" }], lastError: { code: "HelmFailed", resolvedAt: "now" } };
    expect(compare({ objects: [store(one)] }, { objects: [store(other, told)] })).toEqual([]);
  });
});

describe("two runs that did not do the same", () => {
  it.each<[string, World, World]>([
    ["a field", { objects: [deployment(one)] }, { objects: [deployment(other, { spec: { replicas: 2 } })] }],
    ["an object", { objects: [deployment(one)] }, {}],
    [
      "hashes that are equal in one alone",
      { objects: [deployment(one), store(one)] },
      { objects: [deployment({ ...other, digest: DIGEST.replace("0", "8") } as unknown as Run), store(other)] },
    ],
    [
      "a key of a Secret",
      { objects: [secret(one, "a")] },
      { objects: [{ kind: "Secret", object: { ...secret(other, "").object, data: {} } as KubeObject }] },
    ],
    ["a phase", { objects: [store(one)] }, { objects: [store(other, { phase: "Degraded" })] }],
    ["a slot that is kept", { objects: [store(one)] }, { objects: [store(other, { slotSince: "now" })] }],
    [
      "an error that stays",
      { objects: [store(one)] },
      { objects: [store(other, { lastError: { code: "HelmFailed" } })] },
    ],
    [
      "how often something was made",
      { changes: { "Job/a": { created: 1, deleted: 0 } } },
      { changes: { "Job/a": { created: 2, deleted: 1 } } },
    ],
  ])("differ in %s", (_, a, b) => {
    expect(compare(a, b)).toHaveLength(1);
  });
});

describe("what must hold of every settled store", () => {
  const sound = [store(one), deployment(one), record("superseded"), record("deployed")];
  const broken = (world: World, ends: "settled" | "gone" = "settled") =>
    violations(observerOf({ contents: ["a"], ...world }), one.names, ends);

  it("holds of a sound one", () => {
    expect(broken({ objects: sound })).toEqual([]);
    expect(broken({ objects: [] }, "gone")).toEqual([]);
  });

  it.each<[string, World, "settled" | "gone"]>([
    ["credentials that changed", { objects: sound, contents: ["a", "b"] }, "settled"],
    ["two deployed records", { objects: [...sound, record("deployed")] }, "settled"],
    ["no deployed record", { objects: sound.slice(0, 3) }, "settled"],
    ["a pending record", { objects: [...sound, record("pending-upgrade")] }, "settled"],
    ["an object of another release", { objects: [...sound, deployment(other)] }, "settled"],
    ["something left behind", { objects: [deployment(one)] }, "gone"],
  ])("does not of %s", (_, world, ends) => {
    expect(broken(world, ends)).toHaveLength(1);
  });
});

it("what every spec has may not come anew, what a version has may", () => {
  const changes = { "Job/a": { created: 1, deleted: 1 }, "StatefulSet/b": { created: 1, deleted: 1 } };
  const outcome = outcomeOf(observerOf({ changes }), one.names);
  expect(needless(outcome)).toEqual(["needless: StatefulSet/b created 1, deleted 1"]);
});
