import { fireEvent, screen, waitFor, within } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import type { StoreDetail } from "../../client/src/live/live-state.ts";
import { FakeTransport } from "./support/fake-transport.ts";
import { openStorePage } from "./support/open-store-page.tsx";
import { renderApp } from "./support/render-app.tsx";
import { appended, detail, event, left, synced, upserted } from "./support/stores.ts";

const FAILURE: NonNullable<StoreDetail["lastError"]> = {
  code: "CrashLoop",
  cause: null,
  title: "A container keeps crashing",
  step: "WORKLOADS",
  component: "Pod/demo-web-0",
  message: "web exited with code 137",
  hint: "Read the last log lines.",
  docsUrl: "https://example.com/crash-loop",
  retryable: true,
  time: "2026-11-23T07:00:30.000Z",
  resolvedAt: null,
  evidence: { podReason: "CrashLoopBackOff", exitCode: 137, kubernetesEvent: "BackOff", logs: ["out of memory"] },
};

test("phase and title follow the store live, and the change is announced", async () => {
  const { send } = await openStorePage(detail("demo", { phase: "PROVISIONING" }));
  expect(document.title).toBe("demo · Provisioning · Shopyard");
  send(upserted("v2", detail("demo", { phase: "READY" })));
  expect(document.title).toBe("demo · Ready · Shopyard");
  expect(document.querySelector("[data-announcer]")?.textContent).toBe("demo is Ready");
});

test("the timeline lists phase and reason oldest first, whatever order they arrive in", async () => {
  const { timeline } = await openStorePage(detail("demo"), [
    event("n", 2),
    event("r", 3, { phase: "READY", reason: "StoreReady", step: "WORKLOADS" }),
    event("q", 1, { phase: "PENDING", reason: "Queued", step: "QUEUE" }),
  ]);
  expect(timeline()).toEqual(["Pending Queued", "Provisioning NamespaceEnsured", "Ready StoreReady"]);
});

test("a failure shows cause, evidence and what to do", async () => {
  await openStorePage(detail("demo", { phase: "FAILED", lastError: FAILURE }));
  const card = screen.getByRole("region", { name: "Workloads: A container keeps crashing" });
  for (const text of ["web exited with code 137", "CrashLoopBackOff", "137", "BackOff", "Read the last log lines."]) {
    expect(within(card).getByText(text)).toBeTruthy();
  }
  expect(within(card).getByText(/out of memory/)).toBeTruthy();
  expect(
    within(card)
      .getByRole("link", { name: /About CrashLoop/ })
      .getAttribute("href"),
  ).toBe(FAILURE.docsUrl);
});

test("a failure that was resolved is no error any more", async () => {
  await openStorePage(
    detail("demo", { phase: "READY", lastError: { ...FAILURE, resolvedAt: "2026-11-23T07:01:00Z" } }),
  );
  expect(screen.queryByText("A container keeps crashing", { exact: false })).toBeNull();
});

test("retry is asked for once, and the button comes back with the reason when it is refused", async () => {
  const { transport } = await openStorePage(detail("demo", { phase: "FAILED", lastError: FAILURE }));
  let answer: ((value: unknown) => void) | undefined;
  transport.answer("RetryStore", () => new Promise((resolve) => (answer = resolve)));
  fireEvent.click(screen.getByRole("button", { name: "Retry now" }));
  const pending = screen.getByRole<HTMLButtonElement>("button", { name: "Retry asked for" });
  expect(pending.disabled).toBe(true);
  answer?.({
    retryStore: {
      __typename: "NotRetryable",
      code: "NotRetryable",
      message: "It is Ready.",
      hint: null,
      field: null,
      docsUrl: null,
    },
  });
  expect((await screen.findByRole("alert")).textContent).toContain("It is Ready.");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Retry now" }).disabled).toBe(false);
});

test("an accepted retry stays disabled until the store shows it", async () => {
  const { transport, send } = await openStorePage(detail("demo", { phase: "FAILED", lastError: FAILURE }));
  transport.answer("RetryStore", () => ({
    retryStore: { __typename: "RetryStoreSuccess", store: { id: "id-demo", phase: "FAILED" } },
  }));
  fireEvent.click(screen.getByRole("button", { name: "Retry now" }));
  await waitFor(() => expect(transport.requests.at(-1)?.name).toBe("RetryStore"));
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Retry asked for" }).disabled).toBe(true);
  send(upserted("v2", detail("demo", { phase: "PENDING", lastError: FAILURE })));
  expect(screen.queryByRole("button", { name: /Retry/ })).toBeNull();
  send(upserted("v3", detail("demo", { phase: "FAILED", attempts: 3, lastError: FAILURE })));
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Retry now" }).disabled).toBe(false);
});

test("delete needs the name typed, says what is lost, and the page ends as deleted", async () => {
  const { transport, send, frame } = await openStorePage(detail("demo", { phase: "READY" }));
  transport.answer("DeleteStore", () => ({
    deleteStore: { __typename: "DeleteStoreSuccess", store: { id: "id-demo", phase: "DELETING" } },
  }));
  fireEvent.click(screen.getByRole("button", { name: "Delete" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete demo?" });
  for (const loss of [/namespace shop-demo/, /volumes/, /database/, /credentials/]) {
    expect(within(dialog).getByText(loss)).toBeTruthy();
  }
  const confirm = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Delete the store" });
  expect(confirm.disabled).toBe(true);
  fireEvent.input(within(dialog).getByRole("textbox"), { target: { value: "demo" } });
  expect(confirm.disabled).toBe(false);
  fireEvent.click(confirm);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(transport.requests.find(({ name }) => name === "DeleteStore")?.variables).toEqual({
    input: { id: "id-demo", confirmName: "demo" },
  });

  send(upserted("v2", detail("demo", { phase: "DELETING" })));
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Deleting" }).disabled).toBe(true);
  transport.answer("StoreByName", () => ({ store: null }));
  transport.live("StoreEventAdded").send(left("e9", "demo"));
  transport.live("StoreChanged").send(left("v3", "demo"));
  frame();
  await screen.findByRole("heading", { name: "demo is deleted" });
  expect(screen.getByRole("link", { name: "Create it again" }).getAttribute("href")).toBe(
    "/new?name=demo&engine=woocommerce&size=small",
  );
  expect(document.title).toBe("demo · Deleted · Shopyard");
});

test("a store made anew under the name is another: shown on demand, with nothing of the old one", async () => {
  const { transport, frame, timeline } = await openStorePage(detail("demo", { displayName: "Old demo" }));
  transport.answer("StoreByName", () => ({ store: detail("demo", { id: "id-second", displayName: "New demo" }) }));
  transport.live("StoreChanged").send(left("v3", "demo"));
  transport.live("StoreEventAdded").send(left("e3", "demo"));
  frame();
  fireEvent.click(await screen.findByRole("button", { name: "Show the new store" }));
  await screen.findByRole("heading", { level: 1, name: "New demo" });
  expect(transport.live("StoreChanged").variables).toEqual({ id: "id-second", after: undefined });
  expect(transport.live("StoreEventAdded").variables).toEqual({ id: "id-second", after: undefined });
  expect(screen.queryByRole("list", { name: "Timeline" })).toBeNull();

  transport.live("StoreEventAdded").send(appended("s1", [event("q2", 1, { reason: "Queued" })]));
  transport.live("StoreEventAdded").send(synced("s1"));
  frame();
  expect(timeline()).toEqual(["Provisioning Queued"]);
});

test("another store's page shows nothing of the one before", async () => {
  const { transport } = await openStorePage(detail("demo", { displayName: "First" }));
  transport.answer("StoreByName", () => ({ store: detail("other", { displayName: "Second" }) }));
  history.pushState(null, "", "/stores/other");
  window.dispatchEvent(new PopStateEvent("popstate"));
  await screen.findByRole("heading", { level: 1, name: "Second" });
  expect(screen.queryByText("First")).toBeNull();
  expect(transport.live("StoreChanged").variables).toEqual({ id: "id-other", after: undefined });
  expect(transport.openCount()).toBe(2);
});

test("an unknown store is not found and can be created", async () => {
  renderApp(
    "/stores/nope",
    new FakeTransport().answer("StoreByName", () => ({ store: null })),
  );
  await screen.findByRole("heading", { name: "No such store" });
  expect(screen.getByRole("link", { name: "Create it" }).getAttribute("href")).toBe("/new?name=nope");
});

test("a server that does not answer is said, and tried again on demand", async () => {
  const transport = new FakeTransport();
  renderApp("/stores/demo", transport);
  await screen.findByRole("alert");
  transport.answer("StoreByName", () => ({ store: detail("demo") }));
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => transport.live("StoreChanged"));
});

test("credentials show where they are, never what they are", async () => {
  await openStorePage(detail("demo", { credentials: { namespace: "shop-demo", name: "demo-credentials" } }));
  expect(screen.getByText("kubectl get secret demo-credentials --namespace shop-demo --output yaml")).toBeTruthy();
});

const conditions = (reason: string, status: "TRUE" | "FALSE" | "UNKNOWN", message: string) => [
  { __typename: "StoreCondition" as const, type: "Certified", status, reason, message },
];
test.each([
  ["NotYetIssued", "FALSE", /there is no certificate yet/],
  ["WrongHost", "FALSE", /is for other hosts/],
  ["Expired", "FALSE", /has expired/],
  ["NotYetValid", "FALSE", /not valid yet/],
  ["UntrustedIssuer", "FALSE", /do not trust/],
  ["ExpiresSoon", "TRUE", /expires soon/],
  ["SomethingNew", "FALSE", /Something is wrong with the certificate/],
] as const)("a certificate that is %s is told plainly, with what to do", async (reason, status, words) => {
  const message = "kubectl -n shop-demo describe certificate demo-tls";
  await openStorePage(detail("demo", { phase: "READY", conditions: conditions(reason, status, message) }));
  expect(screen.getByText(words)).toBeTruthy();
  expect(screen.getByText(message)).toBeTruthy();
});

test("a valid certificate says of whom it is and until when, and what nobody could look at says nothing", async () => {
  const { send } = await openStorePage(
    detail("demo", { phase: "READY", conditions: conditions("Valid", "TRUE", "Issued by R3, valid until tomorrow") }),
  );
  expect(screen.getByText("Certificate: Issued by R3, valid until tomorrow")).toBeTruthy();
  const unknown = conditions("Unreachable", "UNKNOWN", "No certificate was seen");
  send(upserted("v2", detail("demo", { phase: "READY", conditions: unknown })));
  expect(document.querySelector("[data-certificate]")).toBeNull();
});
