import type { Store } from "@shopyard/crds/store.ts";
import { describe, expect, test } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { findCondition } from "../../operator/reconcile/conditions.ts";
import { NO_REAL_NODE, realNodeTitle } from "../node/support/requirement.ts";
import { getNamespace, getSecret, isPhase } from "../support/test-platform.ts";
import { contentsOf } from "./support/node-contents.ts";
import { useRealPlatform } from "./support/real-platform.ts";
import { killEveryPod, volumesOf } from "./support/store-objects.ts";
import { signInToWordPress } from "./support/wordpress-admin.ts";

const NAME = "bookshop";
const PATIENCE = 600_000;
/** The plugin is to be had from nowhere that every machine reaches. */
const GIVEN = Boolean(process.env.WOOCOMMERCE_ARCHIVE);
if (!GIVEN) {
  process.stderr.write(
    "SKIPPED, the sale in WooCommerce: set WOOCOMMERCE_ARCHIVE (images/README.md); WordPress runs\n",
  );
}

/** WordPress and MariaDB always; somebody buys where WooCommerce's archive is given. One life, a chapter a test. */
describe.skipIf(NO_REAL_NODE !== undefined)(realNodeTitle("a WooCommerce store in real containers"), () => {
  const real = useRealPlatform("woocommerce", { SALE_PROBE: GIVEN ? "order" : "none" });
  const namespace = () => real.platform.namespaceOf(NAME);
  const password = async () => {
    const data: Record<string, string> =
      (await getSecret(real.platform, namespace(), `${NAME}-credentials`))?.data ?? {};
    return Buffer.from(data["admin-password"] ?? "", "base64").toString();
  };

  test("is Ready, and says whether somebody has bought in it", async () => {
    await real.platform.apply(NAME, { engine: "woocommerce", displayName: "Books & Co" });
    const store = await real.platform.until(NAME, "Ready", isPhase("Ready", "Failed"), PATIENCE);
    expect(store.status?.lastError).toBeUndefined();
    expect(store.status?.phase).toBe("Ready");
    expect(findCondition(store.status, "Sells")).toMatchObject(
      GIVEN ? { status: "True", reason: "Sold" } : { status: "Unknown", reason: "NotProbed" },
    );
  });

  test.skipIf(GIVEN)("without the plugin a sale says so at its first step", async () => {
    const before = (await real.platform.store(NAME)) as Store;
    await real.platform.restart("operator", { SALE_PROBE: "order", MAX_ATTEMPTS: "1" });
    await real.platform.apply(NAME, { engine: "woocommerce", displayName: "Books and More" });
    const store = await real.platform.until(
      NAME,
      "Failed",
      ({ status }) => status?.phase === "Failed" && (status.lastError?.time ?? "") > (before.status?.readyAt ?? ""),
      PATIENCE,
    );
    // The release before cannot sell either, now that somebody tries: there is no way back.
    expect(store.status?.lastError).toMatchObject({ code: "RollbackFailed", step: "Sale" });
    expect(store.status?.rejected?.code).toBe("SaleFailed");
    expect(store.status?.lastError?.message).toContain('the step "browse" failed');
    await real.platform.restart("operator", { SALE_PROBE: "none" });
    await real.platform.annotate(NAME, { "shopyard.dev/retry": "1" });
    await real.platform.until(NAME, "Ready again", isPhase("Ready"), PATIENCE);
  });

  test("lets the administrator in with the password from the Secret", async () => {
    expect(await signInToWordPress(real.urlOf(NAME), "admin", await password())).toContain("wp-admin");
  });

  test("keeps its data when every pod is killed", async () => {
    await killEveryPod(real.platform, NAME, PATIENCE);
    const serving = (store: Store) =>
      isPhase("Ready")(store) && (store.status?.components ?? []).every((part) => part.ready);
    await real.platform.until(NAME, "Ready with new pods", serving, PATIENCE);
    expect(await signInToWordPress(real.urlOf(NAME), "admin", await password())).toContain("wp-admin");
  });

  test("is deleted without a trace", async () => {
    const volumes = () => volumesOf(real.platform, NAME);
    const had = await volumes();
    expect(had.length).toBeGreaterThan(0);
    await real.platform.remove(NAME);
    await real.platform.untilGone(NAME, 120_000);
    expect(await getNamespace(real.platform, namespace())).toBeUndefined();
    await waitUntil(
      async () => (await volumes()).length === 0 && contentsOf(real.node, namespace(), had).length === 0,
      { what: "its volumes, containers and mounts to go", timeoutMs: 60_000, everyMs: 500 },
    );
  });
});
