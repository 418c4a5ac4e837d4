/** An aggregated API whose backend does not answer. It stands in the way of every namespace: on a cluster of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Resource } from "@shopyard/kube/paths.ts";
import { resourcePath } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Cluster } from "../../dev/cluster/cluster.ts";
import { crdFiles } from "../../dev/cluster/crd-files.ts";
import { SILENT } from "../../dev/cluster/tools/progress-printer.ts";
import { startCluster } from "../../dev/cluster/up.ts";
import { findCondition } from "../../operator/reconcile/conditions.ts";
import { reasons, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";
import { isBlocked, makeReady, TOLD_S, toldAfter } from "./support/hold.ts";

const API_SERVICES: Resource = { group: "apiregistration.k8s.io", version: "v1", plural: "apiservices" };
const GROUP = "broken.example.com";
const VERSION = "v1beta1";

let folder: string;
let cluster: Cluster;
let platform: TestPlatform;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "shopyard-broken-api-"));
  cluster = await startCluster({ stateDir: join(folder, "cluster"), crds: crdFiles(), printer: SILENT });
  platform = await startTestPlatform({ cluster: { ...cluster, stateDir: folder } });
});
afterAll(async () => {
  await platform?.stop();
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("a deletion names the group that does not answer, helm does not stumble, and it goes on without that API", async () => {
  await makeReady(platform, "stuck");
  const name = `${VERSION}.${GROUP}`;
  await platform.admin.create(resourcePath(API_SERVICES), {
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name },
    spec: {
      ...{ group: GROUP, version: VERSION, groupPriorityMinimum: 100, versionPriority: 100 },
      ...{ insecureSkipTLSVerify: true, service: { name: "nobody", namespace: "default", port: 443 } },
    },
  });
  await platform.remove("stuck");
  const store = await platform.until("stuck", "told what is in the way", isBlocked, 120_000);
  expect(store.status?.message).toContain(`${GROUP}/${VERSION}`);
  expect(findCondition(store.status, "Stalled")?.reason).toBe("TeardownBlocked");
  expect(await toldAfter(platform, store)).toBeLessThan(TOLD_S);
  expect(reasons(store)).not.toContain("HelmFailed");
  // Nor does it keep a new store from being built.
  await makeReady(platform, "beside");
  await platform.admin.delete(resourcePath(API_SERVICES, { name }));
  // The namespace controller's own back-off has grown meanwhile.
  await platform.untilGone("stuck", 120_000);
});
