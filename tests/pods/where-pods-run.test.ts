import type { KubeObject } from "@shopyard/kube/objects.ts";
import { NODES, PODS } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SIMULATED_LABEL } from "../../dev/cluster/simulated-nodes.ts";
import { startYard } from "../e2e/support/start-yard.ts";
import type { Yard } from "../e2e/support/yard.ts";
import { ask } from "../support/ask.ts";
import { isPhase } from "../support/test-platform.ts";

/** What the end-to-end suites stand on when the platform is in pods. */
let platform: Yard;
beforeAll(async () => {
  platform = await startYard();
});
afterAll(() => platform?.stop());

/** Whether each pod of a namespace is simulated. */
async function simulatedIn(namespace: string): Promise<boolean[]> {
  const nodes = await platform.list(NODES);
  const simulated = nodes.filter(({ metadata }) => metadata.labels?.[SIMULATED_LABEL] === "true");
  const names = simulated.map(({ metadata }) => metadata.name);
  expect([names.length, nodes.length - names.length]).toEqual([1, 1]);
  const pods = await platform.list<KubeObject & { spec: { nodeName?: string } }>(PODS);
  return pods
    .filter(({ metadata }) => metadata.namespace === namespace)
    .map(({ spec }) => names.includes(spec.nodeName ?? ""));
}

it("the platform's pods run, and those of its stores are simulated", async () => {
  await platform.apply("teashop", { engine: "medusa" });
  const { status } = await platform.until("teashop", "Ready", isPhase("Ready"));
  expect(status?.url).toBe(new URL(platform.server.url).href.replace("yard.", "teashop.").replace(/\/$/, ""));
  const ofPlatform = await simulatedIn(platform.storesNamespace.replace(/-stores$/, "-system"));
  expect(ofPlatform).toEqual([false, false, false]);
  const ofStore = await simulatedIn(platform.namespaceOf("teashop"));
  expect(ofStore.length).toBeGreaterThan(0);
  expect(ofStore).not.toContain(false);
});

it("it answers over TLS with a certificate for its name, to whoever trusts who signed that", async () => {
  const { url, ca } = platform.server;
  expect(new URL(url).protocol).toBe("https:");
  expect(await ask(url, "/", { ca })).toMatchObject({ status: 200, body: expect.stringContaining("<title>") });
  await expect(ask(url, "/")).rejects.toThrow(/certificate/);
});
