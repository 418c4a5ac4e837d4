import { fireEvent, screen, waitFor, within } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import type { StoreDetail } from "../../client/src/live/live-state.ts";
import { openStorePage } from "./support/open-store-page.tsx";
import { detail, event, upserted } from "./support/stores.ts";

const release = (revision: number, appVersion: string, size: "SMALL" | "LARGE" = "SMALL") => ({
  revision,
  appVersion,
  size,
  time: "2026-11-20T10:00:00.000Z",
});
const running = (appVersion: string, size: "SMALL" | "LARGE" = "SMALL"): StoreDetail["release"] => ({
  ...{ name: "demo", chart: "woocommerce", chartVersion: "0.1.0", revision: 5, suspended: false },
  ...{ appVersion, size },
});
const refused = { field: null, docsUrl: null };
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>("button", { name });

test("sleep is asked for after its price was said, and the page tells what asleep means", async () => {
  const events = [
    event("s", 1, { reason: "StoreSuspended" }),
    event("w", 2, { reason: "StoreWaking" }),
    event("r", 6, { reason: "StoreReady", durationMs: 0 }),
  ];
  const { transport, send } = await openStorePage(detail("demo", { phase: "READY" }), events);
  transport.answer("SuspendStore", () => ({
    suspendStore: { __typename: "SuspendStoreSuccess", store: { id: "id-demo" } },
  }));
  fireEvent.click(button("Put to sleep"));
  const dialog = await screen.findByRole("dialog", { name: "Put demo to sleep?" });
  expect(dialog.textContent).toContain("customers find no shop");
  expect(dialog.textContent).toContain("Waking it took 4.0 s last time.");
  fireEvent.click(within(dialog).getByRole("button", { name: "Put to sleep" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(transport.requests.at(-1)).toEqual({ name: "SuspendStore", variables: { input: { id: "id-demo" } } });

  send(upserted("v2", detail("demo", { phase: "SUSPENDED", suspended: true, asleep: true })));
  expect(document.querySelector("[data-waking]")?.textContent).toBe("Waking it took 4.0 s last time.");
  expect(button("Wake").disabled).toBe(false);
});

test("waking is asked for at once, and a refusal is said", async () => {
  const { transport } = await openStorePage(detail("demo", { phase: "SUSPENDED", suspended: true, asleep: true }));
  expect(document.querySelector("[data-waking]")?.textContent).toContain("not known");
  transport.answer("ResumeStore", () => ({
    resumeStore: {
      ...refused,
      __typename: "ClusterUnavailable",
      code: "ClusterUnavailable",
      message: "No answer.",
      hint: "Again.",
    },
  }));
  fireEvent.click(button("Wake"));
  expect((await screen.findByText("No answer. Again.")).closest("[role=alert]")).toBeTruthy();
  expect(button("Wake").disabled).toBe(false);
});

test("history lists where the store can go back to, and rolling back says what it means", async () => {
  const history = [release(4, "1.5.0"), release(3, "2.0.0", "LARGE"), release(2, "2.0.0")];
  const store = detail("demo", { phase: "READY", requestedVersion: "2.0.0", release: running("2.0.0"), history });
  const { transport, send } = await openStorePage(store);
  const list = screen.getByRole("list", { name: "History" });
  expect(
    within(list)
      .getAllByRole("listitem")
      .map((item) => item.dataset.revision),
  ).toEqual(["4", "3", "2"]);
  // The same version and size as now: nothing to go back to.
  expect(within(list).queryByRole("button", { name: /revision 2/ })).toBeNull();

  fireEvent.click(button("Roll back to revision 4: 1.5.0, Small"));
  const dialog = await screen.findByRole("dialog", { name: "Roll demo back to revision 4?" });
  expect(dialog.textContent).toContain("It runs 2.0.0, Small and is rolled out anew as 1.5.0, Small.");
  expect(dialog.textContent).toContain("in a way that 1.5.0 cannot read");

  // The list moves on under the open dialog: it still means what it said.
  send(upserted("v2", { ...store, history: [release(9, "1.9.0"), ...history] }));
  transport.answer("RollbackStore", () => ({
    rollbackStore: {
      ...refused,
      __typename: "NoSuchRevision",
      code: "NoSuchRevision",
      message: "There is no revision 4 to go back to.",
      hint: "There is: 9.",
    },
  }));
  fireEvent.click(within(dialog).getByRole("button", { name: "Roll back" }));
  await within(dialog).findByText("There is no revision 4 to go back to. There is: 9.");
  expect(transport.requests.at(-1)?.variables).toEqual({ input: { id: "id-demo", revision: 4 } });
});

const ROLLED_BACK: NonNullable<StoreDetail["lastError"]> = {
  code: "UpgradeRolledBack",
  cause: null,
  title: "The change failed and was taken back",
  step: "WORKLOADS",
  component: "Pod/demo-web-0",
  message: "web exited with code 1",
  hint: "The earlier release serves again.",
  docsUrl: null,
  retryable: true,
  time: "2026-11-23T07:00:30.000Z",
  resolvedAt: null,
  evidence: null,
};

test("a change that was taken back says what failed and what serves, and can be settled or retried", async () => {
  const { transport, send } = await openStorePage(
    detail("demo", {
      phase: "READY",
      requestedVersion: "3.0.0",
      release: running("2.0.0"),
      stable: release(5, "2.0.0"),
      rejected: { appVersion: "3.0.0", size: "SMALL" },
      lastError: ROLLED_BACK,
    }),
  );
  expect(screen.getByText("3.0.0 did not come up and was taken back; 2.0.0 serves.")).toBeTruthy();
  expect(screen.getByRole("region", { name: "Workloads: The change failed and was taken back" })).toBeTruthy();
  expect(button("Retry now").disabled).toBe(false);
  expect(screen.getByText("(3.0.0 is asked for)", { exact: false })).toBeTruthy();
  expect(screen.getByRole("link", { name: "Choose another" }).getAttribute("href")).toBe("/stores/demo/change");

  transport.answer("RollbackStore", () => ({
    rollbackStore: { __typename: "RollbackStoreSuccess", store: { id: "id-demo" } },
  }));
  fireEvent.click(button("Keep 2.0.0"));
  await waitFor(() =>
    expect(transport.requests.at(-1)).toEqual({
      name: "RollbackStore",
      variables: { input: { id: "id-demo", revision: 5 } },
    }),
  );
  const settled = detail("demo", { phase: "READY", requestedVersion: "2.0.0", release: running("2.0.0") });
  send(upserted("v2", { ...settled, lastError: { ...ROLLED_BACK, resolvedAt: "2026-11-23T07:02:00Z" } }));
  expect(screen.queryByText("was taken back", { exact: false })).toBeNull();
});

test("while the way back is under way the page says so, and offers nothing that would cross it", async () => {
  await openStorePage(
    detail("demo", {
      phase: "UPGRADING",
      requestedVersion: "3.0.0",
      release: running("3.0.0"),
      stable: release(5, "2.0.0"),
      rejected: { appVersion: "3.0.0", size: "SMALL" },
      lastError: { ...ROLLED_BACK, code: "CrashLoop" },
    }),
  );
  expect(screen.getByText("3.0.0 did not come up and is being taken back to 2.0.0.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Keep/ })).toBeNull();
  expect(screen.queryByRole("button", { name: /Retry/ })).toBeNull();
});

test("a size that was taken back is called a size", async () => {
  await openStorePage(
    detail("demo", {
      phase: "READY",
      size: "LARGE",
      release: running("2.0.0"),
      stable: release(5, "2.0.0"),
      rejected: { appVersion: "2.0.0", size: "LARGE" },
      lastError: ROLLED_BACK,
    }),
  );
  expect(screen.getByText("Size Large did not come up and was taken back; Size Small serves.")).toBeTruthy();
});

test.each([
  [
    { count: 3, objects: ["Service/demo-web"] },
    /^3 objects were changed by hand and put back, last on .*: Service\/demo-web\.$/,
  ],
  [{ count: 1, objects: [] }, /^1 object was changed by hand and put back, last on [^:]*:[^a-z]*\.$/],
])("drift is one quiet line: %j", async (drift, line) => {
  await openStorePage(detail("demo", { drift: { ...drift, time: "2026-11-23T07:00:00.000Z" } }));
  expect(document.querySelector("[data-drift]")?.textContent).toMatch(line);
});

test("a store that is being deleted can be neither changed nor put to sleep", async () => {
  await openStorePage(detail("demo", { phase: "DELETING", history: [release(4, "1.5.0")] }));
  expect(screen.queryByRole("link", { name: "Change" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Put to sleep" })).toBeNull();
  expect(button(/Roll back to revision 4/).disabled).toBe(true);
});
