import { fireEvent, screen, waitFor, within } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { capacity } from "./support/catalog.ts";
import { FakeTransport } from "./support/fake-transport.ts";
import { renderApp } from "./support/render-app.tsx";
import { row, snapshot, synced, upserted } from "./support/stores.ts";

function openPage(path: string, ...stores: ReturnType<typeof row>[]) {
  const transport = new FakeTransport().answer("Capacity", () => capacity);
  const t = renderApp(path, transport);
  const deliver = () => {
    transport.live("StoresChanged").send(snapshot("start", ...stores));
    transport.live("StoresChanged").send(synced("c1"));
    t.frame();
  };
  const names = () =>
    within(screen.getByRole("list", { name: "Stores" }))
      .getAllByRole("listitem")
      .map((item) => item.dataset.store);
  return { ...t, deliver, names };
}

test("loading, then the empty yard that leads to create", () => {
  const { deliver } = openPage("/");
  expect(screen.getByRole("status", { name: "Loading the stores" })).toBeTruthy();
  deliver();
  expect(screen.getByRole("link", { name: "Create the first store" }).getAttribute("href")).toBe("/new");
});

test("a server that cannot be reached is said with a way to try now", () => {
  const { transport } = openPage("/");
  transport.live("StoresChanged").drop("the server cannot be reached");
  expect(screen.getByRole("alert").textContent).toContain("the server cannot be reached");
  fireEvent.click(screen.getByRole("button", { name: "Try now" }));
  expect(transport.openCount()).toBe(1);
});

test("a cluster that does not answer is said above what may be old, and no longer once it does", () => {
  const { deliver, transport } = openPage("/", row("a"));
  deliver();
  transport.live("FreshnessChanged").send({ stale: true, asOf: "2026-11-23T06:59:30Z" });
  const notice = screen.getByText("The cluster does not answer.").closest<HTMLElement>("[role=status]");
  expect(notice?.querySelector("time")?.dateTime).toBe("2026-11-23T06:59:30.000Z");
  expect(screen.queryByText("Live")).toBeNull();
  expect(screen.getByText(/^Stale for /)).toBeTruthy();
  transport.live("FreshnessChanged").send({ stale: false, asOf: "2026-11-23T07:00:10Z" });
  expect(screen.queryByText("The cluster does not answer.")).toBeNull();
  expect(screen.getByText("Live")).toBeTruthy();
});

test("rows change without reload and the change is announced", () => {
  const { deliver, transport, frame } = openPage("/", row("a"));
  deliver();
  transport.live("StoresChanged").send(upserted("c2", row("a", { phase: "READY" })));
  frame();
  expect(within(screen.getByRole("list", { name: "Stores" })).getAllByText("Ready")[0]).toBeTruthy();
  expect(screen.getByRole("link", { name: /^a\.localhost/ }).getAttribute("href")).toBe("http://a.localhost");
  expect(document.querySelector("[data-announcer]")?.textContent).toBe("a is Ready");
});

test("search and filters are in the URL and come back from it", async () => {
  const { deliver, names } = openPage("/?q=a&phase=ready", row("ab", { phase: "READY" }), row("ac"), row("d"));
  deliver();
  expect(names()).toEqual(["ab"]);
  fireEvent.click(screen.getByRole("button", { name: /^Ready/ }));
  await waitFor(() => expect(location.search).toBe("?q=a"));
  expect(names()).toEqual(["ab", "ac"]);
  fireEvent.input(screen.getByRole("searchbox"), { target: { value: "d" } });
  await waitFor(() => expect(location.search).toBe("?q=d"));
  expect(names()).toEqual(["d"]);
});

test("n leads to the create page, but not while somebody types", async () => {
  const { deliver } = openPage("/", row("a"));
  deliver();
  fireEvent.keyDown(screen.getByRole("searchbox"), { key: "n" });
  expect(location.pathname).toBe("/");
  fireEvent.keyDown(document.body, { key: "n" });
  await waitFor(() => expect(location.pathname).toBe("/new"));
});

test("a page that is stale says so and for how long until it is tried again", () => {
  const { deliver, transport } = openPage("/", row("a"));
  deliver();
  expect(document.querySelector("[data-connection=live]")).toBeTruthy();
  transport.live("StoresChanged").drop();
  expect(document.querySelector("[data-connection=stale]")?.textContent).toMatch(/Stale for .* reconnecting in \d+ s/);
});
