import { fireEvent, screen, waitFor, within } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import type { ErrorCodesQuery } from "../../client/src/generated/graphql.ts";
import type { StoreDetail } from "../../client/src/live/live-state.ts";
import { FakeTransport } from "./support/fake-transport.ts";
import { openStorePage } from "./support/open-store-page.tsx";
import { renderApp } from "./support/render-app.tsx";
import { detail } from "./support/stores.ts";

const errorCodes: ErrorCodesQuery["errorCodes"] = [
  {
    code: "ProbeFailing",
    kind: "FAILURE",
    title: "A container runs and is not ready",
    meaning: "Its probe fails.",
    hint: "Read `kubernetesEvent` first.",
    evidence: "What the probe got.",
    retryable: true,
    docsUrl: "/errors/ProbeFailing",
  },
  {
    code: "NameTaken",
    kind: "REFUSAL",
    title: "The name is taken",
    meaning: "It is somebody else's.",
    hint: "Choose another.",
    evidence: null,
    retryable: null,
    docsUrl: "/errors/NameTaken",
  },
];
const open = (path: string) =>
  renderApp(
    path,
    new FakeTransport().answer("ErrorCodes", () => ({ errorCodes })),
  );

const LATE: NonNullable<StoreDetail["lastError"]> = {
  code: "DeadlineExceeded",
  cause: { code: "ProbeFailing", title: "A container runs and is not ready", docsUrl: "/errors/ProbeFailing" },
  title: "Provisioning took too long",
  step: "WORKLOADS",
  component: "Pod/demo-web-0",
  message: "900 s are over",
  hint: "Look at the cause.",
  docsUrl: "/errors/DeadlineExceeded",
  retryable: true,
  time: "2026-11-23T07:00:30.000Z",
  resolvedAt: null,
  evidence: null,
};

test("the catalogue lists failures and refusals, and each leads to its page and back", async () => {
  open("/errors");
  fireEvent.click(await screen.findByRole("link", { name: "NameTaken" }));
  await screen.findByRole("heading", { level: 1, name: "The name is taken" });
  await waitFor(() => expect(location.pathname).toBe("/errors/NameTaken"));
  expect(document.title).toBe("NameTaken · Shopyard");
  expect(screen.queryByText("Tried again by itself")).toBeNull();
  fireEvent.click(within(screen.getByRole("navigation", { name: "Breadcrumb" })).getByRole("link", { name: "Errors" }));
  await screen.findByRole("heading", { level: 2, name: "Failures of a store" });
});

test("a code's page says what it means, what to do, what is seen, and whether it is tried again", async () => {
  open("/errors/probefailing");
  await screen.findByRole("heading", { level: 1, name: "A container runs and is not ready" });
  for (const text of ["Its probe fails.", "What the probe got.", /^Yes, a few times/]) {
    expect(screen.getByText(text)).toBeTruthy();
  }
  expect(screen.getByText("kubernetesEvent").tagName).toBe("CODE");
});

test("a code that the server does not know is no page", async () => {
  open("/errors/Nonsense");
  await screen.findByRole("heading", { level: 1, name: "No such page" });
});

test("a catalogue that cannot be loaded says so, and is asked for again", async () => {
  const transport = new FakeTransport().answer("ErrorCodes", () => {
    throw new Error("no answer");
  });
  renderApp("/errors", transport);
  expect((await screen.findByRole("alert")).textContent).toContain("no answer");
  transport.answer("ErrorCodes", () => ({ errorCodes }));
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByRole("link", { name: "ProbeFailing" });
});

test("a failure names its likeliest cause, and leads to the pages of both", async () => {
  const { transport } = await openStorePage(detail("demo", { phase: "FAILED", lastError: LATE }));
  transport.answer("ErrorCodes", () => ({ errorCodes }));
  const card = screen.getByRole("region", { name: "Workloads: Provisioning took too long" });
  expect(card.textContent).toContain("Most likely cause: A container runs and is not ready.");
  const about = within(card).getByRole("link", { name: "About DeadlineExceeded" });
  expect([about.getAttribute("href"), about.getAttribute("target")]).toEqual(["/errors/DeadlineExceeded", null]);
  fireEvent.click(within(card).getByRole("link", { name: "About ProbeFailing" }));
  await waitFor(() => expect(location.pathname).toBe("/errors/ProbeFailing"));
  await screen.findByRole("heading", { level: 1, name: "A container runs and is not ready" });
});
