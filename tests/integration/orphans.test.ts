import { LABELS } from "@shopyard/crds/constants.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { EVENTS, NAMESPACES, resourcePath } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { findYard } from "../../operator/effects/platform-objects.ts";
import {
  getNamespace,
  getSecret,
  isPhase,
  reasons,
  startTestPlatform,
  type TestPlatform,
} from "../support/test-platform.ts";
import { makeReady, namespacePath, storePath } from "./support/hold.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform?.stop());

const counted = (count: number) =>
  waitUntil(async () => (await platform.metric("shopyard_operator_orphaned_namespaces")) === count, {
    what: `${count} orphaned namespaces`,
    timeoutMs: 60_000,
  });
type Event = KubeObject & { reason: string; type: string; message: string; involvedObject: { name: string } };
const eventsOf = async (name: string) =>
  (await platform.admin.list<Event>(resourcePath(EVENTS, { namespace: platform.storesNamespace }))).items.filter(
    (event) => event.reason === "OrphanedNamespace" && event.involvedObject.name === name,
  );

describe("a namespace whose Store went without taking it along", () => {
  it("is counted and named, not deleted, also over a restart, and taken over by a new Store of its name", async () => {
    const name = "orphan";
    const namespace = platform.namespaceOf(name);
    const old = await makeReady(platform, name);
    const secret = await getSecret(platform, namespace, `${name}-credentials`);
    expect(await platform.metric("shopyard_operator_orphaned_namespaces")).toBe(0);
    // While it works, the operator puts its finalizer back.
    await platform.operator.kill();
    await platform.admin.patch(storePath(platform, name), { metadata: { finalizers: null } });
    await platform.remove(name);
    await platform.untilGone(name);
    await platform.restart("operator");
    await counted(1);
    await waitUntil(async () => (await eventsOf(namespace)).length === 1, { what: "an Event", timeoutMs: 30_000 });
    await platform.restart("operator");
    await counted(1);
    const [event, ...more] = await eventsOf(namespace);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ type: "Warning", message: expect.stringContaining(namespace) });
    expect((await getNamespace(platform, namespace))?.status?.phase).toBe("Active");
    await platform.apply(name, { engine: "woocommerce" });
    const store = await platform.until(name, "Ready", isPhase("Ready"), 120_000);
    await counted(0);
    expect(store.status?.namespace?.uid).toBe(old.status?.namespace?.uid);
    expect(store.status?.events?.some(({ message }) => message.includes("was taken over"))).toBe(true);
    expect(reasons(store)).not.toContain("NamespaceTaken");
    expect((await getSecret(platform, namespace, `${name}-credentials`))?.data).toEqual(secret?.data);
  });

  it("is told at once where labels alone say that it is ours, and no more when somebody deletes it", async () => {
    const name = "labelled";
    const namespace = platform.namespaceOf(name);
    const yard = await findYard(platform.admin, platform.systemNamespace);
    const labels = { [LABELS.yard]: yard, [LABELS.store]: name };
    await platform.admin.create(resourcePath(NAMESPACES), { metadata: { name: namespace, labels } });
    await counted(1);
    await waitUntil(async () => (await eventsOf(namespace)).length === 1, { what: "an Event", timeoutMs: 30_000 });
    expect((await getNamespace(platform, namespace))?.status?.phase).toBe("Active");
    await platform.admin.delete(namespacePath(platform, name));
    await counted(0);
  });
});
