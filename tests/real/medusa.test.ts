import { execFileSync } from "node:child_process";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { JOBS } from "@shopyard/kube/paths.ts";
import { describe, expect, test } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { tagImage } from "../../dev/node/load-images.ts";
import { findCondition } from "../../operator/reconcile/conditions.ts";
import { NO_REAL_NODE, realNodeTitle } from "../node/support/requirement.ts";
import { getNamespace, getSecret, isPhase, reasons } from "../support/test-platform.ts";
import { type MedusaAdmin, signIn } from "./support/medusa-admin.ts";
import { contentsOf } from "./support/node-contents.ts";
import { useRealPlatform } from "./support/real-platform.ts";
import { shopInBrowser } from "./support/shop-in-browser.ts";
import { killEveryPod, volumesOf } from "./support/store-objects.ts";
import { watchShop } from "./support/watch-shop.ts";

const NAME = "teashop";
/** A first provisioning took about a minute; a machine that does other things as well takes longer. Milliseconds. */
const PATIENCE = 600_000;
const VERSION = "2.21.2";
const NEXT = `${VERSION}-next`;

/** One life, a chapter a test: each needs those before it. */
describe.skipIf(NO_REAL_NODE !== undefined)(realNodeTitle("a Medusa store in real containers"), () => {
  const real = useRealPlatform("medusa", { MAX_PROVISION_SECONDS: "600" });
  let credentials: Record<string, string>;
  let admin: MedusaAdmin;
  let bought: string;

  const namespace = () => real.platform.namespaceOf(NAME);
  const volumes = () => volumesOf(real.platform, NAME);
  const secret = async () => {
    const data: Record<string, string> =
      (await getSecret(real.platform, namespace(), `${NAME}-credentials`))?.data ?? {};
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
    );
  };
  const ready = (what: string, since: Store) =>
    real.platform.until(
      NAME,
      what,
      (store) => isPhase("Ready", "Failed")(store) && (store.status?.readyAt ?? "") > (since.status?.readyAt ?? ""),
      PATIENCE,
    );

  test("is Ready when somebody has bought in it", async () => {
    await real.platform.apply(NAME, { engine: "medusa", displayName: "Tea & Co" });
    const store = await real.platform.until(NAME, "Ready", isPhase("Ready", "Failed"), PATIENCE);
    expect(store.status?.lastError).toBeUndefined();
    expect(store.status?.phase).toBe("Ready");
    expect(store.status?.sale).toMatchObject({ mode: "order", order: expect.stringMatching(/^order_/) });
    expect(store.status?.sale?.steps.map(({ step }) => step)).toEqual([
      "browse",
      "cart",
      "checkout",
      "admin",
      "cleanup",
    ]);
    expect(findCondition(store.status, "Sells")).toMatchObject({ status: "True", reason: "Sold" });
    expect(reasons(store)).toEqual(expect.arrayContaining(["WorkloadsRollout", "SaleProbe", "StoreReady"]));
  });

  test("answers at its public address, which is a condition of its own", async () => {
    const routed = (store: Store) => findCondition(store.status, "Routed")?.status === "True";
    await real.platform.until(NAME, "routed", routed, 60_000);
  });

  test("shows the trial order to the administrator who signs in with the Secret", async () => {
    credentials = await secret();
    admin = await signIn(real.urlOf(NAME), credentials["admin-email"] ?? "", credentials["admin-password"] ?? "");
    const order = (await real.platform.store(NAME))?.status?.sale?.order ?? "";
    expect(await admin.order(order)).toMatchObject({ id: order });
  });

  test("is a shop in a browser, from the product page to the thank-you page", async () => {
    const { email, number } = await shopInBrowser(real.urlOf(NAME), real.folder);
    const order = (await admin.orders()).find((each) => each.email === email);
    expect(order?.display_id).toBe(number);
    bought = order?.id ?? "";
  });

  test("keeps its orders and volumes when every pod is killed", async () => {
    const kept = await volumes();
    expect(kept.length).toBeGreaterThan(0);
    await killEveryPod(real.platform, NAME, PATIENCE);
    const serving = (store: Store) =>
      isPhase("Ready")(store) && (store.status?.components ?? []).every((part) => part.ready);
    await real.platform.until(NAME, "Ready with new pods", serving, PATIENCE);
    await waitUntil(async () => (await admin.order(bought))?.id === bought, {
      what: "the order to be seen again",
      timeoutMs: 60_000,
    });
    expect(await volumes()).toEqual(kept);
  });

  test("is upgraded while it goes on serving, and somebody buys in the new release", async () => {
    const before = (await real.platform.store(NAME)) as Store;
    const jobs = async () =>
      (await real.platform.list<KubeObject>(JOBS, { labelSelector: `shopyard.dev/store=${NAME}` }))
        .filter(({ metadata }) => metadata.labels?.["app.kubernetes.io/component"] === "migrate")
        .map(({ metadata }) => metadata.name);
    const [migrated] = await jobs();
    await tagImage(real.cluster, `shopyard/medusa:${VERSION}`, `shopyard/medusa:${NEXT}`);
    const watched = watchShop(real.urlOf(NAME));
    await real.platform.restart("operator", { ENGINE_IMAGES: JSON.stringify({ medusa: { web: { tag: NEXT } } }) });
    const after = await ready("upgraded", before);
    const { answers, failures } = await watched.stop();
    // Killed pods were told as a failure before; the upgrade itself met none.
    expect((after.status?.lastError?.time ?? "") < (before.status?.readyAt ?? "")).toBe(true);
    expect(after.status?.phase).toBe("Ready");
    expect(after.status?.sale?.order).not.toBe(before.status?.sale?.order);
    // The release to go back to from here on; another image of one version is no entry of history.
    expect(after.status?.stable?.digest).toBe(after.status?.release?.digest);
    expect(after.status?.stable?.digest).not.toBe(before.status?.stable?.digest);
    expect(await jobs()).not.toContain(migrated);
    expect(failures).toEqual([]);
    expect(answers).toBeGreaterThan(5);
    expect(await secret()).toEqual(credentials);
    expect(await admin.order(bought)).toMatchObject({ id: bought });
  });

  test("is deleted without a trace: no volume, container, mount or loop device", async () => {
    const had = await volumes();
    expect(contentsOf(real.node, namespace(), had).length).toBeGreaterThan(0);
    await real.platform.remove(NAME);
    await real.platform.untilGone(NAME, 120_000);
    expect(await getNamespace(real.platform, namespace())).toBeUndefined();
    await waitUntil(async () => (await volumes()).length === 0, { what: "its volumes to go", timeoutMs: 60_000 });
    await waitUntil(async () => contentsOf(real.node, namespace(), had).length === 0, {
      what: "its containers and mounts to go",
      timeoutMs: 60_000,
    });
    const log = execFileSync("ctr", ["--address", real.node.containerd.socket, "-n", "k8s.io", "tasks", "list", "-q"], {
      encoding: "utf8",
    });
    expect(log.trim()).toBe("");
  });
});
