import { afterAll, beforeAll, expect, it } from "vitest";
import { useDashboard } from "../support/browser.ts";
import { type CutProxy, startCutProxy } from "../support/cut-proxy.ts";
import { testCluster } from "../support/test-cluster.ts";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";
import { createByForm, isLive, loadedAt, rowOf, showsPhase } from "./support/store-page.ts";

let proxy: CutProxy;
let platform: TestPlatform;
beforeAll(async () => {
  const { clientDir, server } = testCluster();
  proxy = await startCutProxy(server);
  platform = await startTestPlatform({ clientDir, apiServers: { server: proxy.url } });
});
afterAll(async () => {
  await platform?.stop();
  await proxy?.stop();
});
const dashboard = useDashboard(() => platform.server);

it("says that the cluster does not answer, shows what was known, refuses changes by name, and goes on by itself", async () => {
  await platform.apply("seen", { engine: "woocommerce" });
  await platform.until("seen", "Ready", isPhase("Ready"));
  const list = await dashboard.open("/");
  const page = await dashboard.open("/stores/seen");
  await rowOf(list, "seen").waitFor();
  await showsPhase(page, "Ready");
  for (const each of [list, page]) await isLive(each);
  const loaded = await loadedAt(list);

  proxy.cut();
  for (const each of [list, page]) await each.getByText("The cluster does not answer.").waitFor();
  await list.getByText(/^Stale for \d+/).waitFor();
  // Whoever comes now sees what was known, too.
  const late = await dashboard.open("/");
  await rowOf(late, "seen").waitFor();
  await late.getByText("The cluster does not answer.").waitFor();
  const maker = await dashboard.open("/new");
  await createByForm(maker, { engine: "WooCommerce", name: "refused" });
  await maker.getByText("The Kubernetes API does not answer.").waitFor();
  await platform.apply("meanwhile", { engine: "no-such-engine" });

  proxy.heal();
  await rowOf(list, "meanwhile").waitFor();
  for (const each of [list, page]) {
    await isLive(each);
    await each.getByText("The cluster does not answer.").waitFor({ state: "detached" });
  }
  expect(await loadedAt(list)).toBe(loaded);
  expect(await platform.store("refused")).toBeUndefined();
});
