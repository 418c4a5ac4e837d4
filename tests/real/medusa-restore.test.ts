import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ANNOTATIONS, LABELS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { JOBS } from "@shopyard/kube/paths.ts";
import { afterAll, describe, expect, test } from "vitest";
import { tagImage } from "../../dev/node/load-images.ts";
import { medusa } from "../../operator/engines/medusa.ts";
import { findCondition } from "../../operator/reconcile/conditions.ts";
import { NO_REAL_NODE, realNodeTitle } from "../node/support/requirement.ts";
import { getSecret, isPhase, reasons } from "../support/test-platform.ts";
import { type MedusaAdmin, signIn } from "./support/medusa-admin.ts";
import { BROKEN, NEXT, writeCharts } from "./support/medusa-versions.ts";
import { useRealPlatform } from "./support/real-platform.ts";

const NAME = "bookshop";
const PATIENCE = 600_000;
const charts = mkdtempSync(join(tmpdir(), "shopyard-charts-"));
writeCharts(charts);
afterAll(() => rmSync(charts, { recursive: true }));

/** One life, a chapter a test: each needs those before it. */
describe.skipIf(NO_REAL_NODE !== undefined)(realNodeTitle("a Medusa store whose upgrade destroys its data"), () => {
  const real = useRealPlatform(
    "medusa",
    { CHARTS_DIR: charts, MAX_ATTEMPTS: "1", MAX_PROVISION_SECONDS: "600" },
    fileURLToPath(new URL("support/medusa-versions-operator.ts", import.meta.url)),
  );
  let admin: MedusaAdmin;
  let bought: string;

  const apply = (engineVersion: string) => real.platform.apply(NAME, { engine: "medusa", engineVersion });
  const migrations = () =>
    real.platform.list<KubeObject>(JOBS, {
      labelSelector: `${LABELS.store}=${NAME},${LABELS.component}=migrate`,
    });
  const settledSince = (since: Store) => (store: Store) =>
    isPhase("Ready", "Degraded", "Failed")(store) &&
    store.status?.slotSince === undefined &&
    (store.status?.observedGeneration ?? 0) > (since.metadata.generation ?? 0);

  test("sells, without a copy of what was not there before", async () => {
    await apply(medusa.defaultVersion);
    const store = await real.platform.until(NAME, "Ready", isPhase("Ready", "Failed"), PATIENCE);
    expect(store.status?.lastError).toBeUndefined();
    bought = store.status?.sale?.order ?? "";
    const { data = {} } =
      (await getSecret(real.platform, real.platform.namespaceOf(NAME), `${NAME}-credentials`)) ?? {};
    const secret = (key: string) => Buffer.from(data[key] ?? "", "base64").toString();
    admin = await signIn(real.urlOf(NAME), secret("admin-email"), secret("admin-password"));
    expect(await admin.order(bought)).toMatchObject({ id: bought });
    expect((await migrations()).map(({ metadata }) => metadata.annotations?.[ANNOTATIONS.copy])).toEqual([undefined]);
  });

  test("goes back to the version and the data before, and says of when they are", async () => {
    const before = (await real.platform.store(NAME)) as Store;
    await tagImage(real.cluster, `shopyard/medusa:${medusa.defaultVersion}`, `shopyard/medusa:${BROKEN}`);
    await apply(BROKEN);
    const during = await real.platform.until(
      NAME,
      "going back",
      ({ status }) => status?.restore !== undefined,
      PATIENCE,
    );
    const { time = "" } = during.status?.restore ?? {};
    expect(during.status?.rejected).toMatchObject({ appVersion: BROKEN, code: "MigrationFailed" });
    expect(during.status?.events?.findLast(({ reason }) => reason === "MigrationFailed")).toBeDefined();
    const after = await real.platform.until(NAME, "back", settledSince(before), PATIENCE);
    expect(after.status).toMatchObject({
      phase: "Ready",
      engineVersion: medusa.defaultVersion,
      release: { digest: before.status?.release?.digest },
      lastError: {
        code: "UpgradeRolledBack",
        cause: "MigrationFailed",
        message: expect.stringContaining(`${medusa.defaultVersion} serves with its data of ${time}`),
        evidence: { logs: expect.arrayContaining(["the migration went wrong half-way"]) },
      },
    });
    // Taken after the store was Ready, and before the migration began.
    expect(Date.parse(time)).toBeGreaterThan(Date.parse(before.status?.readyAt ?? ""));
    expect(Date.parse(time)).toBeLessThan(Date.parse(during.status?.rejected?.time ?? ""));
    expect(reasons(after)).toEqual(expect.arrayContaining(["DataRestore", "ReleaseRollback"]));
    // Somebody bought once more, in the old version on the old data, and the order from before is there.
    expect(findCondition(after.status, "Sells")).toMatchObject({ status: "True", reason: "Sold" });
    expect(after.status?.sale?.order).not.toBe(bought);
    expect(await admin.order(bought)).toMatchObject({ id: bought });
  });

  test("is upgraded all the same to a version that comes up, from a copy of its own", async () => {
    const before = (await real.platform.store(NAME)) as Store;
    await tagImage(real.cluster, `shopyard/medusa:${medusa.defaultVersion}`, `shopyard/medusa:${NEXT}`);
    await apply(NEXT);
    const after = await real.platform.until(NAME, "upgraded", settledSince(before), PATIENCE);
    expect(after.status).toMatchObject({ phase: "Ready", release: { appVersion: NEXT } });
    expect(after.status?.lastError?.resolvedAt).toBeDefined();
    expect((await migrations()).map(({ metadata }) => metadata.annotations?.[ANNOTATIONS.copy])).toEqual([
      String(Date.parse(before.status?.readyAt ?? "")),
    ]);
    expect(await admin.order(bought)).toMatchObject({ id: bought });
  });
});
