import type { KubeClient } from "@shopyard/kube/client.ts";
import { describe, expect, it } from "vitest";
import type { Bench } from "../../../dev/conformance/bench.ts";
import { buy } from "../../../dev/conformance/buy.ts";
import type { buildSaleJob } from "../../../operator/build/sale-job.ts";
import { readConfig } from "../../../operator/config.ts";
import type { Job, Pod } from "../../../operator/watch/kinds.ts";
import { engine } from "../paper-shop/engine.ts";

type SaleJob = ReturnType<typeof buildSaleJob>;

/** A cluster with one store, whose sale's pod ends at once in a given way. */
function benchWithSale(ended: { exitCode: number; message: string }) {
  const made: SaleJob[] = [];
  const deleted: string[] = [];
  const name = () => made.at(-1)?.metadata.name ?? "";
  const labels = () => ({ "batch.kubernetes.io/job-name": name() });
  const admin = {
    create: async (_path: string, job: SaleJob) => made.push(job),
    list: async (path: string) => {
      const job: Job = { metadata: { name: name() } };
      const status = {
        containerStatuses: [{ name: "sale", ready: false, restartCount: 0, state: { terminated: ended } }],
      };
      const pod: Pod = { metadata: { name: `${name()}-x`, labels: labels() }, status };
      return { items: path.endsWith("/jobs") ? [job] : [pod] };
    },
    delete: async (path: string) => deleted.push(path),
  } as unknown as KubeClient;
  const bench = {
    engine,
    version: engine.defaultVersion,
    name: "demo",
    namespace: "shop-demo",
    simulated: false,
    order: "order-1",
    admin,
    signal: new AbortController().signal,
    object: async () => ({
      metadata: { name: "demo", namespace: "shopyard-stores", uid: "0c9e7f6a-0000", resourceVersion: "1" },
      spec: { engine: "paper-shop" },
      status: { release: { revision: 2 } },
    }),
    builderPlatform: async () => ({ config: readConfig({}), engines: new Map(), yard: "abc", chartDigests: new Map() }),
  } as unknown as Bench;
  return { bench, made, deleted };
}

describe("a sale by the kit", () => {
  it("asks the program to look for the earlier order, under a name and an id of its own", async () => {
    const { bench, made, deleted } = benchWithSale({ exitCode: 0, message: '{"steps":[],"order":"order-2"}' });
    expect(await buy(bench)).toBe("sold order-2, order-1 is still there");
    const [job] = made;
    expect(job?.metadata.name).toMatch(/^demo-kit-[0-9a-f]{6}$/);
    const env = Object.fromEntries(job?.spec.template.spec.containers[0]?.env.map((each) => [each.name, each]) ?? []);
    expect(env.SHOPYARD_SALE_EXPECT_ORDER).toMatchObject({ value: "order-1" });
    expect(env.SHOPYARD_SALE_ID).toMatchObject({ value: expect.stringMatching(/^kit-/) });
    expect(deleted).toEqual([`/apis/batch/v1/namespaces/shop-demo/jobs/${job?.metadata.name}`]);
  });

  it.each([
    {
      what: "says which step failed",
      ended: { exitCode: 1, message: '{"steps":[],"failed":{"step":"admin","ms":3,"evidence":"order-1 is gone"}}' },
      says: /nobody can buy: the step "admin" failed: order-1 is gone/,
    },
    { what: "ends well without a report", ended: { exitCode: 0, message: "sold!" }, says: /did not say what it did/ },
    {
      what: "ends well and reports a failed step",
      ended: { exitCode: 0, message: '{"steps":[],"failed":{"step":"cart","ms":3,"evidence":"HTTP 500"}}' },
      says: /did not say what it did/,
    },
  ])("fails the row when the program $what", async ({ ended, says }) => {
    const { bench, deleted } = benchWithSale(ended);
    await expect(buy(bench)).rejects.toThrow(says);
    expect(deleted).toHaveLength(1);
  });
});
