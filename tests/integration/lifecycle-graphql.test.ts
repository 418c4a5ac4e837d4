import { ANNOTATIONS } from "@shopyard/crds/constants.ts";
import type { ReleaseRecord } from "@shopyard/crds/store.ts";
import { PODS, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createGraphqlClient, type GraphqlClient } from "../../dev/demo/graphql-client.ts";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

let platform: TestPlatform;
let client: GraphqlClient;
beforeAll(async () => {
  platform = await startTestPlatform();
  client = createGraphqlClient(platform.server.url);
});
afterAll(async () => {
  await client?.close();
  await platform?.stop();
});

interface Answer {
  __typename: string;
  changed?: string[];
  token?: string;
  known?: number[];
}
const FIELDS: Record<string, string> = {
  updateStore: "... on UpdateStoreSuccess { changed }",
  planStore: "... on PlanStoreSuccess { token }",
  rollbackStore: "... on NoSuchRevision { known }",
};
const ask = async (mutation: string, input: object): Promise<Answer> => {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) { __typename ${FIELDS[mutation] ?? ""} } }`;
  return (await client.request<{ answer: Answer }>(document, { input })).answer;
};
const idOf = async (name: string): Promise<string> => {
  const find = () => client.request<{ store: { id: string } | null }>(`{ store(name: "${name}") { id } }`);
  await expect.poll(find, { timeout: 30_000 }).toMatchObject({ store: { id: expect.any(String) } });
  return (await find()).store?.id as string;
};

it("updateStore changes what is asked for and takes an empty text back to the default, whatever others write meanwhile", async () => {
  await platform.apply("edited", { engine: "medusa", displayName: "Edited", adminEmail: "a@b.test" });
  const id = await idOf("edited");
  const path = resourcePath(STORES, { namespace: platform.storesNamespace, name: "edited" });
  const others = Array.from({ length: 20 }, (_, at) =>
    platform.admin.patch(path, { metadata: { labels: { at: `${at}` } } }),
  );
  const own = ["One", "Two", "Three"].map((displayName) => ask("updateStore", { id, displayName }));
  expect((await Promise.all(own)).map(({ __typename }) => __typename)).toEqual(own.map(() => "UpdateStoreSuccess"));
  await Promise.all(others);
  expect(await ask("updateStore", { id, displayName: "" })).toMatchObject({ changed: ["displayName"] });
  expect((await platform.store("edited"))?.spec).toEqual({
    engine: "medusa",
    size: "small",
    suspended: false,
    adminEmail: "a@b.test",
  });
});

it("a change never reaches a new store of the same name", async () => {
  await platform.apply("renewed", { engine: "medusa" });
  const id = await idOf("renewed");
  await platform.remove("renewed");
  await platform.untilGone("renewed");
  await platform.apply("renewed", { engine: "medusa" });
  for (const mutation of ["suspendStore", "resumeStore", "planStore", "updateStore"]) {
    expect(await ask(mutation, { id })).toEqual({ __typename: "StoreNotFound" });
  }
  const renewed = await platform.store("renewed");
  expect(renewed?.spec.suspended).toBe(false);
  expect(renewed?.metadata.annotations ?? {}).not.toHaveProperty([ANNOTATIONS.plan]);
});

it("suspendStore ends every pod, resumeStore brings them back", async () => {
  await platform.apply("naps", { engine: "medusa" });
  await platform.until("naps", "Ready", isPhase("Ready"));
  const id = await idOf("naps");
  const pods = async () =>
    (await platform.admin.list(resourcePath(PODS, { namespace: platform.namespaceOf("naps") }))).items.length;
  expect(await ask("suspendStore", { id })).toEqual({ __typename: "SuspendStoreSuccess" });
  await platform.until("naps", "Suspended", isPhase("Suspended"));
  await expect.poll(pods, { timeout: 60_000 }).toBe(0);
  expect(await ask("resumeStore", { id })).toEqual({ __typename: "ResumeStoreSuccess" });
  await platform.until("naps", "Ready again", isPhase("Ready"));
  expect(await pods()).toBeGreaterThan(0);
});

it("rollbackStore goes back to an entry of history, and only to one", async () => {
  await platform.apply("back", { engine: "medusa", size: "medium" });
  await platform.until("back", "Ready", isPhase("Ready"));
  const id = await idOf("back");
  const { release } = (await platform.store("back"))?.status ?? {};
  const former: ReleaseRecord = { ...(release as ReleaseRecord), revision: 41, size: "small" };
  await platform.setStatus("back", { history: [former] });
  const refused = await ask("rollbackStore", { id, revision: 40 });
  expect(refused).toMatchObject({ __typename: "NoSuchRevision", known: expect.arrayContaining([41]) });
  expect(await ask("rollbackStore", { id, revision: 41 })).toEqual({ __typename: "RollbackStoreSuccess" });
  const { spec } = await platform.until(
    "back",
    "Ready as it was",
    (store) => isPhase("Ready")(store) && store.status?.release?.revision === (release?.revision ?? 0) + 1,
  );
  expect(spec).toMatchObject({ size: "small", engineVersion: release?.appVersion });
});

it("planStore asks under its token and leaves the spec alone", async () => {
  const { spec } = await platform.apply("asked", { engine: "medusa" });
  const id = await idOf("asked");
  const { token } = await ask("planStore", { id, size: "LARGE" });
  const store = await platform.store("asked");
  expect(JSON.parse(store?.metadata.annotations?.[ANNOTATIONS.plan] ?? "")).toEqual({ token, size: "large" });
  expect(store?.spec).toEqual(spec);
});
