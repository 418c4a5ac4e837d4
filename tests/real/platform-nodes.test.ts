import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { resourcePath, SECRETS } from "@shopyard/kube/paths.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { builtInEngines } from "../../operator/engines/registry.ts";
import { NO_REAL_NODE, realNodeTitle } from "../node/support/requirement.ts";
import { ask } from "../support/ask.ts";
import { signIn } from "./support/medusa-admin.ts";
import {
  COMPONENTS,
  type Component,
  isReady,
  PATIENCE,
  tell,
  usePlatformInPods,
} from "./support/use-platform-in-pods.ts";
import { followTimeline, visit } from "./support/yard-visitor.ts";

const STORE = "teashop";

/** One life, a chapter a test: each needs those before it. */
describe.skipIf(NO_REAL_NODE !== undefined)(realNodeTitle("the platform in pods on two nodes"), () => {
  const engine = builtInEngines.get("medusa");
  if (engine === undefined) throw new Error("no engine medusa");
  const yard = usePlatformInPods(engine, { nodes: 2 });
  const { real, podsOf, store, untilReady, lease } = yard;
  let url: string;
  let first: string;
  let second: string;
  let shop: { order: string; credentials: Record<string, string>; revision: number | undefined };

  const kubectl = async (...args: string[]) => {
    const { bin, kubeconfig, env } = real.cluster;
    const options = { env: { ...process.env, ...env }, timeout: PATIENCE };
    return (await promisify(execFile)(bin.kubectl, ["--kubeconfig", kubeconfig, ...args], options)).stdout;
  };
  const drain = (node: string) => kubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data");
  const nodesOf = async (component: Component) => (await podsOf(component)).map(({ spec }) => spec.nodeName).sort();
  const everyTwoReady = async () => {
    for (const component of COMPONENTS) await yard.untilTwoReady(component);
  };
  const holder = async () => (await lease())?.spec.holderIdentity;
  const leader = async () => {
    const identity = await holder();
    return (await podsOf("operator")).find(({ metadata }) => metadata.uid === identity);
  };
  const anotherLeads = (than: string | undefined) =>
    waitUntil(async () => ![than, undefined, ""].includes(await holder()), {
      what: "another operator to lead",
      timeoutMs: 60_000,
      everyMs: 50,
    });
  /** Has the operator on that node lead. */
  const leadFrom = async (node: string) => {
    await waitUntil(async () => (await leader())?.spec.nodeName !== undefined, {
      what: "a leader",
      timeoutMs: PATIENCE,
    });
    const leading = await leader();
    if (leading?.spec.nodeName === node) return;
    await kubectl("delete", "pod", "-n", "shopyard-system", leading?.metadata.name ?? "");
    await anotherLeads(leading?.metadata.uid);
    await yard.untilTwoReady("operator");
    expect((await leader())?.spec.nodeName).toBe(node);
  };
  /** The fewest pods of each component that were ready at once, until it is stopped. */
  const watchFewest = () => {
    const fewest = new Map<Component, number>();
    const ended = new AbortController();
    const done = (async () => {
      while (!ended.signal.aborted) {
        for (const component of COMPONENTS) {
          const ready = (await podsOf(component)).filter(isReady).length;
          fewest.set(component, Math.min(ready, fewest.get(component) ?? ready));
        }
      }
    })();
    return async () => {
      ended.abort();
      await done;
      return Object.fromEntries(fewest);
    };
  };
  const shopUrl = () => `http://${STORE}.localhost:${real.node.ingress.port}`;
  const secret = async (): Promise<Record<string, string>> => {
    const path = resourcePath(SECRETS, { namespace: `shop-${STORE}`, name: `${STORE}-credentials` });
    const { data = {} } = (await yard.admin.get<KubeObject & { data?: Record<string, string> }>(path)) ?? {};
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
    );
  };
  /** Until somebody who signs in with the password of before sees the order of before, in a shop that is the same. */
  const untilItSellsAgain = async () => {
    const { order, credentials, revision } = shop;
    await waitUntil(
      async () => {
        if ((await ask(shopUrl(), "/storefront/settings.json")).status !== 200) return false;
        const admin = await signIn(shopUrl(), credentials["admin-email"] ?? "", credentials["admin-password"] ?? "");
        return (await admin.order(order))?.id === order;
      },
      { what: `${STORE} to show its order again`, timeoutMs: PATIENCE, everyMs: 200 },
    );
    expect(await secret()).toEqual(credentials);
    expect((await store(STORE))?.status?.release?.revision).toBe(revision);
  };
  const untilNode = (name: string, ready: "True" | "Unknown") =>
    waitUntil(async () => (await kubectl("get", "node", name, "-o", `jsonpath=${READY}`)) === ready, {
      what: `${name} to be Ready=${ready}`,
      timeoutMs: PATIENCE,
      everyMs: 500,
    });
  const READY = '{.status.conditions[?(@.type=="Ready")].status}';

  beforeAll(async () => {
    ({ url } = await yard.install());
    first = real.node.name;
    second = real.cluster.workers[0]?.name ?? "";
  });

  test("each node has a pod of each", async () => {
    for (const component of COMPONENTS) expect(await nodesOf(component), component).toEqual([first, second].sort());
  });

  test("a node is drained while a store is made on the other: no request fails, another leads, it is made once", async () => {
    await leadFrom(first);
    // What a drain begins with, so that the store is made where it stays.
    await kubectl("cordon", first);
    const timeline = followTimeline(url, await yard.create(STORE));
    const visitor = visit(url);
    const fewest = watchFewest();
    await waitUntil(async () => (await store(STORE))?.status?.phase === "Provisioning", {
      what: "it to be begun",
      timeoutMs: PATIENCE,
      everyMs: 20,
    });
    const before = await holder();
    const began = Date.now();
    await drain(first);
    const drainedMs = Date.now() - began;
    expect(await holder()).not.toBe(before);
    const { status } = await untilReady(STORE);
    await everyTwoReady();
    const visits = await visitor.stop();
    tell(`${first} drained in ${drainedMs} ms, while a store was made`, visits);
    expect(visits.failures).toEqual([]);
    expect(visits.answers).toBeGreaterThan(50);
    for (const [component, count] of Object.entries(await fewest())) expect(count, component).toBeGreaterThan(0);
    for (const component of COMPONENTS) expect(await nodesOf(component)).toEqual([second, second]);
    const entries = status?.events ?? [];
    const last = Math.max(...entries.map(({ seq }) => seq));
    await waitUntil(async () => timeline.seen.has(last), { what: "the last entry to be told", timeoutMs: 30_000 });
    await timeline.stop();
    expect(entries.map(({ seq }) => seq).filter((seq) => !timeline.seen.has(seq))).toEqual([]);
    expect(timeline.gaps).toBe(0);
    expect(status?.release?.revision).toBe(1);
    expect(entries.filter(({ reason }) => reason === "ProvisioningStarted").length).toBeLessThanOrEqual(1);
    await kubectl("uncordon", first);
    shop = { order: status?.sale?.order ?? "", credentials: await secret(), revision: status?.release?.revision };
    expect(shop.order).toMatch(/^order_/);
  });

  test("the other is drained, with every pod there was: none of a component goes before another is ready; the store is away until its node is back", async () => {
    const visitor = visit(url);
    const fewest = watchFewest();
    const began = Date.now();
    await drain(second);
    const drainedMs = Date.now() - began;
    await everyTwoReady();
    const visits = await visitor.stop();
    tell(`${second} drained in ${drainedMs} ms, with all pods on it`, visits);
    expect(visits.failures).toEqual([]);
    for (const [component, count] of Object.entries(await fewest())) expect(count, component).toBeGreaterThan(0);
    for (const component of COMPONENTS) expect(await nodesOf(component)).toEqual([first, first]);
    // Its volumes are of that node.
    expect((await ask(shopUrl(), "/storefront/settings.json")).status).toBe(502);
    const back = Date.now();
    await kubectl("uncordon", second);
    await untilItSellsAgain();
    process.stderr.write(`${STORE}: shows its order ${Date.now() - back} ms after ${second} was back\n`);
  });

  test("the node of the leading operator is lost without a word: the other leads, and the platform goes on answering", async () => {
    for (const component of COMPONENTS) {
      await kubectl("rollout", "restart", "-n", "shopyard-system", `deployment/shopyard-${component}`);
    }
    for (const component of COMPONENTS) {
      await kubectl("rollout", "status", "-n", "shopyard-system", `deployment/shopyard-${component}`);
    }
    await waitUntil(async () => (await Promise.all(COMPONENTS.map(podsOf))).flat().length === 2 * COMPONENTS.length, {
      what: "the pods of before to be gone",
      timeoutMs: PATIENCE,
      everyMs: 200,
    });
    for (const component of COMPONENTS) expect(await nodesOf(component)).toEqual([first, second].sort());
    await leadFrom(second);
    const before = await holder();
    const visitor = visit(url);
    const lostAt = Date.now();
    await real.cluster.stopNode(second);
    await anotherLeads(before);
    const ledMs = Date.now() - lostAt;
    expect((await leader())?.spec.nodeName).toBe(first);
    await untilNode(second, "Unknown");
    const noticedMs = Date.now() - lostAt;
    const visits = await visitor.stop();
    tell(`${second} lost with the leading operator`, visits);
    process.stderr.write(`another led after ${ledMs} ms; the cluster called the node lost after ${noticedMs} ms\n`);
    expect(visits.failures).toEqual([]);
    // Whoever leads works: it makes a store, where there is a node for it.
    await yard.create("meanwhile");
    expect((await untilReady("meanwhile")).status?.release?.revision).toBe(1);
  });

  test("the node comes back: the store on it sells again, with its data and nobody's help", async () => {
    const visitor = visit(url);
    const back = Date.now();
    await real.cluster.startNode(second);
    const readyMs = Date.now() - back;
    await untilItSellsAgain();
    const sellsMs = Date.now() - back;
    await everyTwoReady();
    const visits = await visitor.stop();
    tell(`${second} back`, visits);
    process.stderr.write(`the node was ready after ${readyMs} ms, the store showed its order after ${sellsMs} ms\n`);
    expect(visits.failures).toEqual([]);
  });
});
