import { randomBytes } from "node:crypto";
import { JOBS, resourcePath } from "@shopyard/kube/paths.ts";
import { buildSaleJob } from "../../operator/build/sale-job.ts";
import { observeSale } from "../../operator/diagnose/sale.ts";
import type { Job } from "../../operator/watch/kinds.ts";
import { waitUntil } from "../cluster/wait-until.ts";
import type { Bench } from "./bench.ts";
import { listIn, podsOf } from "./cluster-facts.ts";
import { hold } from "./outcome.ts";

type ObservedSale = ReturnType<typeof observeSale>;
type SaleOutcome = Extract<ObservedSale, { state: "passed" | "failed" }>;

/** The sale's own deadline and the start of its container. */
const SALE_MS = 330_000;

/**
 * Buys in the store with the engine's own sale program, in a Job as the operator makes it but by the administrator.
 * With `expectOrder`, the program also looks whether that order is still there.
 */
export async function trySale(bench: Bench, expectOrder?: string): Promise<SaleOutcome> {
  const { admin, namespace, signal } = bench;
  const store = await bench.object();
  const revision = store.status?.release?.revision ?? 0;
  const platform = await bench.builderPlatform();
  const job = buildSaleJob(store, bench.engine, { version: bench.version, revision, mode: "order" }, platform);
  const id = `kit-${randomBytes(3).toString("hex")}`;
  const name = `${bench.name}-${id}`;
  job.metadata.name = name;
  const [container] = job.spec.template.spec.containers;
  const env = container?.env.map((each) => (each.name === "SHOPYARD_SALE_ID" ? { ...each, value: id } : each)) ?? [];
  if (expectOrder !== undefined) env.push({ name: "SHOPYARD_SALE_EXPECT_ORDER", value: expectOrder });
  if (container !== undefined) container.env = env;
  const path = resourcePath(JOBS, { namespace, name });
  await admin.create<Job>(resourcePath(JOBS, { namespace }), job, { signal });
  try {
    let outcome: ObservedSale = { state: "running" };
    await waitUntil(
      async () => {
        const [jobs, pods] = await Promise.all([listIn<Job>(admin, JOBS, namespace), podsOf(admin, namespace)]);
        outcome = observeSale(name, jobs, pods);
        return outcome.state === "passed" || outcome.state === "failed";
      },
      { what: `the sale ${name} to end`, timeoutMs: SALE_MS, everyMs: 250, signal },
    );
    return outcome as ObservedSale as SaleOutcome;
  } finally {
    await admin.delete(path, { propagationPolicy: "Background" });
  }
}

/**
 * A sale that has to go through, with the first order still there. On simulated nodes nothing can be sold.
 * @returns what was seen, for people @throws ContractError with the failing step
 */
export async function buy(bench: Bench): Promise<string> {
  if (bench.simulated) return "nothing sold: simulated";
  const sale = await trySale(bench, bench.order);
  hold(sale.state === "passed", sale.state === "failed" ? `nobody can buy: ${sale.failure.message}` : "");
  const kept = bench.order === undefined ? "" : `, ${bench.order} is still there`;
  return `sold ${sale.order ?? "without an order"}${kept}`;
}
