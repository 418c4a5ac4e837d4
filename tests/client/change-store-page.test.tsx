import { fireEvent, screen, waitFor, within } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import type { StoreDetail } from "../../client/src/live/live-state.ts";
import { catalog } from "./support/catalog.ts";
import { FakeTransport } from "./support/fake-transport.ts";
import { renderApp } from "./support/render-app.tsx";
import { detail, snapshot, synced, upserted } from "./support/stores.ts";

/** A new one each time: the live state keeps what it is given. */
const ready = (change: Partial<StoreDetail> = {}) =>
  detail("demo", { phase: "READY", requestedVersion: "11.1.0", displayName: "Demo Shop", ...change });
const ID = "id-demo";
const [woocommerce, ...others] = catalog.engines;
const engines = { ...catalog, engines: [{ ...woocommerce, versions: ["11.2.0", "11.1.0"] }, ...others] };

async function openPage(store: StoreDetail = ready(), offered: unknown = engines) {
  const transport = new FakeTransport()
    .answer("StoreByName", () => ({ store }))
    .answer("Engines", () => offered)
    .answer("PlanStore", () => ({ planStore: { __typename: "PlanStoreSuccess", token: "t1" } }));
  const t = renderApp("/stores/demo/change", transport);
  await screen.findByRole("heading", { level: 1, name: /^Change / });
  return { ...t, asked: (name: string) => transport.requests.filter((request) => request.name === name) };
}

/** Opens the form and lets the store's subscription begin. */
async function openForm(store: StoreDetail = ready()) {
  const t = await openPage(store);
  const large = await screen.findByRole<HTMLInputElement>("radio", { name: /Large/ });
  t.transport.live("StoreChanged").send(snapshot("start", store));
  t.transport.live("StoreChanged").send(synced("v1"));
  t.frame();
  const answer = (token: string) => {
    t.transport.live("StoreChanged").send(upserted("v2", { ...ready(), plan: { token } }));
    t.frame();
  };
  return { ...t, large, answer };
}
const submit = () => screen.getByRole<HTMLButtonElement>("button", { name: "Change the store" });

const PLAN = {
  ...{ token: "t1", appVersion: "11.1.0", size: "LARGE", unchanged: 9, truncated: false, error: null },
  changes: [{ change: "CHANGED", kind: "Deployment", name: "demo-web", diff: "- memory: 256Mi\n+ memory: 1Gi" }],
};

test("nothing chosen: nothing to plan and nothing to send", async () => {
  const { large, asked } = await openForm();
  expect(screen.getByRole<HTMLInputElement>("radio", { name: /Small/ }).checked).toBe(true);
  expect(large.checked).toBe(false);
  expect(screen.getByText("Choose another size or version, and it is said here.")).toBeTruthy();
  expect(submit().disabled).toBe(true);
  expect(asked("PlanStore")).toEqual([]);
});

test("another size is planned once the choice stands, and the answer says what would change", async () => {
  const { large, answer, transport, asked } = await openForm();
  transport.answer("StorePlan", () => ({ store: { id: ID, plan: PLAN } }));
  fireEvent.click(large);
  expect(screen.getByText("Asking the operator…")).toBeTruthy();
  await waitFor(() => expect(asked("PlanStore")).toHaveLength(1));
  expect(asked("PlanStore")[0]?.variables).toEqual({ input: { id: ID, size: "LARGE" } });
  // Somebody else's answer is not ours.
  answer("other");
  expect(asked("StorePlan")).toEqual([]);
  answer("t1");
  await screen.findByText("1 object changes; 9 stay as they are.");
  const objects = screen.getByRole("list", { name: "Objects that would change" });
  expect(within(objects).getByText("demo-web")).toBeTruthy();
  expect(within(objects).getByText("+ memory: 1Gi")).toBeTruthy();

  fireEvent.click(screen.getByRole("radio", { name: /Small/ }));
  expect(screen.getByText("Choose another size or version, and it is said here.")).toBeTruthy();
});

test("choices that are passed over are not planned, and the answer to an earlier one is not shown", async () => {
  const { large, answer, transport, asked } = await openForm();
  let token = 0;
  transport.answer("PlanStore", () => ({ planStore: { __typename: "PlanStoreSuccess", token: `t${++token}` } }));
  transport.answer("StorePlan", () => ({ store: { id: ID, plan: PLAN } }));
  fireEvent.click(large);
  fireEvent.change(screen.getByLabelText("Version"), { target: { value: "11.2.0" } });
  await waitFor(() => expect(asked("PlanStore")).toHaveLength(1));
  expect(asked("PlanStore")[0]?.variables).toEqual({
    input: { id: ID, size: "LARGE", engineVersion: "11.2.0" },
  });
  fireEvent.change(screen.getByLabelText("Version"), { target: { value: "11.1.0" } });
  await waitFor(() => expect(asked("PlanStore")).toHaveLength(2));
  answer("t1");
  expect(asked("StorePlan")).toEqual([]);
});

test("a plan that failed, and one that was refused, say why, and can be asked for again", async () => {
  const { large, answer, transport, asked } = await openForm();
  transport.answer("StorePlan", () => ({ store: { id: ID, plan: { ...PLAN, error: "helm said no" } } }));
  fireEvent.click(large);
  await waitFor(() => expect(asked("PlanStore")).toHaveLength(1));
  answer("t1");
  await screen.findByText("It could not be worked out: helm said no");
  const refusal = { code: "ClusterUnavailable", message: "No answer.", hint: "Try again.", field: null, docsUrl: null };
  transport.answer("PlanStore", () => ({ planStore: { __typename: "ClusterUnavailable", ...refusal } }));
  fireEvent.click(screen.getByRole("button", { name: "Ask again" }));
  await screen.findByText("It could not be worked out: No answer. Try again.");
  expect(submit().disabled).toBe(false);
});

test("an operator that does not answer is said, and holds nobody up", async () => {
  const { large, asked } = await openForm();
  vi.useFakeTimers();
  try {
    fireEvent.click(large);
    await vi.advanceTimersByTimeAsync(400);
    expect(asked("PlanStore")).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(screen.getByText(/No answer yet/)).toBeTruthy();
    expect(submit().disabled).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

test("the change is sent with what is otherwise only, and leads to the store's page", async () => {
  const { transport, asked } = await openForm();
  transport.answer("UpdateStore", () => ({
    updateStore: { __typename: "UpdateStoreSuccess", changed: ["engineVersion"], store: { id: ID } },
  }));
  fireEvent.change(screen.getByLabelText("Version"), { target: { value: "11.2.0" } });
  expect(screen.getByText(/in a way that 11.1.0 can no longer read/)).toBeTruthy();
  fireEvent.click(submit());
  await waitFor(() => expect(location.pathname).toBe("/stores/demo"));
  expect(asked("UpdateStore")[0]?.variables).toEqual({ input: { id: ID, engineVersion: "11.2.0" } });
});

test("a refusal of the change is said, and the choice stays", async () => {
  const { large, transport } = await openForm();
  transport.answer("UpdateStore", () => ({
    updateStore: {
      ...{ __typename: "InvalidInput", code: "InvalidInput", hint: null, field: ["size"], docsUrl: null },
      ...{ message: 'size: got "large"; allowed: one of small', violations: [] },
    },
  }));
  fireEvent.click(large);
  fireEvent.click(submit());
  expect((await screen.findByRole("alert")).textContent).toContain("allowed: one of small");
  expect(large.checked).toBe(true);
  expect(location.pathname).toBe("/stores/demo/change");
});

test("a store that is being deleted cannot be changed any more", async () => {
  const { large, transport, frame } = await openForm();
  fireEvent.click(large);
  transport.live("StoreChanged").send(upserted("v2", ready({ phase: "DELETING" })));
  frame();
  expect(submit().disabled).toBe(true);
  expect(screen.getByText(/is being deleted/)).toBeTruthy();
});

test("a single version is no choice, and one that runs stays one although it is no longer offered", async () => {
  await openPage(ready({ requestedVersion: "10.0.0" }), catalog);
  const version = await screen.findByLabelText<HTMLSelectElement>("Version");
  expect([...version.options].map(({ text }) => text)).toEqual(["11.1.0", "10.0.0 (runs now)"]);
  expect(version.value).toBe("10.0.0");
});

test("an engine that is not offered here is said", async () => {
  await openPage(ready(), { ...catalog, engines: others });
  expect(await screen.findByText("This platform does not offer WooCommerce now")).toBeTruthy();
});

test("the key c leads from a store's page to its change", async () => {
  const transport = new FakeTransport()
    .answer("StoreByName", () => ({ store: ready() }))
    .answer("PastRuns", () => ({ stores: { edges: [] } }))
    .answer("Engines", () => engines);
  renderApp("/stores/demo", transport);
  await screen.findByRole("heading", { level: 1, name: "Demo Shop" });
  fireEvent.keyDown(document.body, { key: "c" });
  await screen.findByRole("heading", { level: 1, name: "Change Demo Shop" });
  expect(screen.getByRole("link", { name: "demo" }).getAttribute("href")).toBe("/stores/demo");
});
