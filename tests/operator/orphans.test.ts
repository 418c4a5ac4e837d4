import { FINALIZER, LABELS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { describe, expect, test } from "vitest";
import { OrphanReports, type OrphanReportsOptions } from "../../operator/reconcile/act-orphans.ts";
import type { Caches } from "../../operator/watch/caches.ts";
import type { Namespace } from "../../operator/watch/kinds.ts";
import { isOrphan } from "../../operator/watch/orphans.ts";
import { at, makePlatform, makeStore } from "./support/fixtures.ts";

const platform = makePlatform();
const OURS = { [LABELS.yard]: platform.yard, [LABELS.store]: "demo" };
const namespace = (labels: Record<string, string> = OURS, metadata: object = {}): Namespace => ({
  metadata: { name: "shop-demo", uid: "ns-1", labels, ...metadata },
});
const storesOf = (...stores: Store[]) =>
  ({ get: (key: string) => stores.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === key) }) as never;
const going = { deletionTimestamp: at(0) };

describe("a namespace is orphaned", () => {
  test.each<[string, Namespace, Store[], boolean]>([
    ["when it is ours and has no Store", namespace(), [], true],
    [
      "when its Store goes without our finalizer",
      namespace(),
      [makeStore({ metadata: { ...going, finalizers: ["x/y"] } })],
      true,
    ],
    ["when it is ours and of no store's name", namespace({ [LABELS.yard]: platform.yard }), [], true],
    ["when it has another name than its store's namespace", namespace(OURS, { name: "old-demo" }), [makeStore()], true],
    ["not when its Store is there", namespace(), [makeStore()], false],
    [
      "not when its Store has yet to get its finalizer",
      namespace(),
      [makeStore({ metadata: { finalizers: [] } })],
      false,
    ],
    [
      "not while its Store is being deleted",
      namespace(),
      [makeStore({ metadata: { ...going, finalizers: [FINALIZER] } })],
      false,
    ],
    ["not when it is going", namespace(OURS, going), [], false],
    ["not when it is another yard's", namespace({ ...OURS, [LABELS.yard]: "fedcba9876543210" }), [], false],
    ["not when nobody labelled it", namespace({}), [], false],
  ])("%s", (_, object, stores, expected) => {
    expect(isOrphan(object, { stores: storesOf(...stores) }, platform)).toBe(expected);
  });
});

/** Reports over one namespace, with what they said. */
function reports(live: () => Store | undefined) {
  const said: string[] = [];
  const cached: Store[] = [];
  const shown = namespace();
  const caches = {
    stores: { get: () => cached[0] },
    namespaces: { get: () => shown, values: () => [shown].values() },
  } as unknown as Caches;
  const client = {
    get: async () => live(),
    create: async (_: string, event: { reason: string; metadata: { name: string } }) => {
      said.push(`${event.reason} ${event.metadata.name}`);
    },
  } as unknown as KubeClient;
  const log = {
    warn: (fields: { namespace: string }) => said.push(`warn ${fields.namespace}`),
  } as unknown as OrphanReportsOptions["log"];
  return { said, cached, orphans: new OrphanReports({ client, platform, caches, log }) };
}
const TOLD = ["warn shop-demo", "OrphanedNamespace shop-demo.ns-1.orphaned"];

describe("an orphan is told of", () => {
  test("once, and again when it was none in between", async () => {
    const { said, cached, orphans } = reports(() => undefined);
    expect(orphans.count).toBe(1);
    await orphans.look("shop-demo");
    await orphans.look();
    expect(said).toEqual(TOLD);
    cached.push(makeStore());
    await orphans.look("shop-demo");
    expect(orphans.count).toBe(0);
    cached.pop();
    await orphans.look();
    expect(said).toEqual([...TOLD, ...TOLD]);
  });

  test("not when only the cache does not know its Store yet", async () => {
    const { said, orphans } = reports(() => makeStore());
    await orphans.look();
    expect(said).toEqual([]);
  });

  test("at the next look when the API server did not answer", async () => {
    let fails = true;
    const { said, orphans } = reports(() => {
      if (fails) throw new KubeError("no answer", 0, "Unreachable");
      return undefined;
    });
    await expect(orphans.look("shop-demo")).rejects.toThrow("no answer");
    fails = false;
    await orphans.look("shop-demo");
    expect(said).toEqual(TOLD);
  });
});
