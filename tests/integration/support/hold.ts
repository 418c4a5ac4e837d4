/** Somebody's finalizer, on whatever it is, and what a store says of it. */
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { NAMESPACES, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { getNamespace, isPhase, type TestPlatform } from "../../support/test-platform.ts";

export const HOLD = "example.com/hold";
/** Seconds from the deletion of a namespace within which people read what holds it. */
export const TOLD_S = 40;

export const namespacePath = (platform: TestPlatform, name: string) =>
  resourcePath(NAMESPACES, { name: platform.namespaceOf(name) });
export const storePath = ({ storesNamespace }: TestPlatform, name: string) =>
  resourcePath(STORES, { namespace: storesNamespace, name });

export async function makeReady(platform: TestPlatform, name: string): Promise<Store> {
  await platform.apply(name, { engine: "woocommerce" });
  return platform.until(name, "Ready", isPhase("Ready"), 120_000);
}

/** The finalizers of an object as they were, and one more; resolves to what takes that one away again. */
export async function hold({ admin }: TestPlatform, path: string): Promise<() => Promise<void>> {
  const finalizers = async () => (await admin.get<KubeObject>(path))?.metadata.finalizers ?? [];
  await admin.patch(path, { metadata: { finalizers: [...(await finalizers()), HOLD] } });
  return async () => {
    const others = (await finalizers()).filter((name) => name !== HOLD);
    await admin.patch(path, { metadata: { finalizers: others } });
  };
}

/** Tells what holds its namespace, and that it still does. */
export const isBlocked = ({ status }: Store): boolean =>
  status?.lastError?.code === "TeardownBlocked" && status.lastError.resolvedAt === undefined;

/** Seconds from the deletion of the store's namespace to when status told what holds it. */
export async function toldAfter(platform: TestPlatform, { metadata, status }: Store): Promise<number> {
  const namespace = await getNamespace(platform, platform.namespaceOf(metadata.name));
  return (Date.parse(status?.lastError?.time ?? "") - Date.parse(namespace?.metadata.deletionTimestamp ?? "")) / 1000;
}
