import type { Store } from "@shopyard/crds/store.ts";
import { CONFIG_MAPS, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { getNamespace, isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({ operatorEnv: { MAX_CONCURRENT_PROVISIONS: "6" } });
});
afterAll(() => platform?.stop());

const settled = isPhase("Ready", "Failed");
const failure = ({ status }: Store) => status?.lastError?.code;
/** Host and store of each claim, in order. */
async function claims(): Promise<string[]> {
  const { items } = await platform.admin.list<{ metadata: { name: string; ownerReferences?: { name: string }[] } }>(
    resourcePath(CONFIG_MAPS, { namespace: platform.storesNamespace }),
  );
  return items
    .flatMap(({ metadata }) => metadata.ownerReferences?.map(({ name }) => `${metadata.name} ${name}`) ?? [])
    .toSorted();
}
const untilClaims = (wanted: string[], what: string) =>
  waitUntil(async () => JSON.stringify(await claims()) === JSON.stringify(wanted), { what, timeoutMs: 60_000 });

it("a host is the first store's; the other says so, makes nothing, and goes on when it is free", async () => {
  const spec = { engine: "medusa", host: "shared.example.com" };
  await platform.apply("first", spec);
  await platform.until("first", "Ready", isPhase("Ready"));
  await platform.apply("second", spec);
  const loser = await platform.until("second", "Failed", isPhase("Failed"));
  expect(loser.status?.lastError).toMatchObject({
    code: "HostTaken",
    message: "shared.example.com belongs to store first",
  });
  expect(loser.status?.conditions?.find(({ type }) => type === "Stalled")).toMatchObject({
    status: "True",
    reason: "HostTaken",
  });
  expect(await getNamespace(platform, platform.namespaceOf("second"))).toBeUndefined();
  await platform.remove("first");
  const winner = await platform.until("second", "Ready", isPhase("Ready"));
  expect(winner.status?.lastError?.resolvedAt).toBeDefined();
  expect(await claims()).toEqual(["shared.example.com second"]);
  await platform.remove("second");
  await platform.untilGone("second");
  expect(await claims()).toEqual([]);
});

it("of two that ask in the same moment one gets it", async () => {
  const hosts = ["a.example.com", "b.example.com", "c.example.com"];
  const names = hosts.flatMap((_, index) => [`left-${index}`, `right-${index}`]);
  await Promise.all(
    names.map((name, index) => platform.apply(name, { engine: "medusa", host: hosts[Math.floor(index / 2)] ?? "" })),
  );
  const stores = await Promise.all(names.map((name) => platform.until(name, "settled", settled)));
  for (const index of hosts.keys()) {
    const pair = stores.slice(2 * index, 2 * index + 2);
    expect(pair.map(({ status }) => status?.phase).toSorted()).toEqual(["Failed", "Ready"]);
    expect(pair.find(({ status }) => status?.phase === "Failed")?.status?.lastError?.code).toBe("HostTaken");
  }
  await Promise.all(names.map((name) => platform.remove(name)));
  await Promise.all(names.map((name) => platform.untilGone(name)));
});

it("a store that moves keeps its host until it serves on the new one, and stays where that is taken", async () => {
  await platform.apply("settler", { engine: "medusa", host: "settled.example.com" });
  await platform.apply("mover", { engine: "medusa" });
  const { status } = await platform.until("mover", "Ready", isPhase("Ready"));
  await platform.until("settler", "Ready", isPhase("Ready"));
  const before = [`mover.localhost mover`, "settled.example.com settler"];
  expect(await claims()).toEqual(before);
  await platform.apply("mover", { engine: "medusa", host: "settled.example.com" });
  const refused = await platform.until("mover", "refused", (store) => failure(store) === "HostTaken");
  expect(refused.status).toMatchObject({ phase: "Ready", url: status?.url, rejected: { code: "HostTaken" } });
  expect(await claims()).toEqual(before);
  await platform.apply("mover", { engine: "medusa", host: "moved.example.com" });
  const moved = await platform.until(
    "mover",
    "Ready on the new host",
    (store) => isPhase("Ready")(store) && store.status?.url?.includes("moved.example.com") === true,
  );
  expect(moved.status?.rejected).toBeUndefined();
  await untilClaims(["moved.example.com mover", "settled.example.com settler"], "the old host to be let go");
});

it("a claim whose Store is gone without a word is anybody's", async () => {
  await platform.apply("vanished", { engine: "medusa", host: "vanished.example.com" });
  await platform.until("vanished", "Ready", isPhase("Ready"));
  await platform.apply("heir", { engine: "medusa", host: "vanished.example.com" });
  await platform.until("heir", "Failed", isPhase("Failed"));
  await platform.operator.stop();
  const path = resourcePath(STORES, { namespace: platform.storesNamespace, name: "vanished" });
  await platform.admin.patch(path, { metadata: { finalizers: [] } });
  await platform.remove("vanished");
  await platform.restart("operator");
  await platform.until("heir", "Ready", isPhase("Ready"));
  expect(await claims()).toContain("vanished.example.com heir");
});
