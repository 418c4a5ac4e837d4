import { fireEvent, screen, waitFor, within } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import { capacity, catalog, freeName } from "./support/catalog.ts";
import { FakeTransport } from "./support/fake-transport.ts";
import { renderApp } from "./support/render-app.tsx";
import { detail } from "./support/stores.ts";

const refusal = { field: null, hint: null, docsUrl: null };

async function openPage(path = "/new") {
  const transport = new FakeTransport()
    .answer("Engines", () => catalog)
    .answer("Capacity", () => capacity)
    .answer("StoreName", freeName);
  renderApp(path, transport);
  const name = await screen.findByLabelText<HTMLInputElement>("Name");
  const type = (text: string) => fireEvent.input(name, { target: { value: text } });
  const create = () => fireEvent.click(screen.getByRole("button", { name: "Create the store" }));
  return { transport, name, type, create };
}

test("the name is checked once typing pauses, and the verdict is about the name as it stands", async () => {
  const { transport, type } = await openPage();
  const asked = () => transport.requests.filter(({ name }) => name === "StoreName").map(({ variables }) => variables);
  vi.useFakeTimers();
  for (const text of ["d", "de", "dem", "demo"]) {
    type(text);
    vi.advanceTimersByTime(200);
  }
  expect(asked()).toEqual([]);
  vi.advanceTimersByTime(50);
  expect(asked()).toEqual([{ name: "demo" }]);
  vi.useRealTimers();
  await screen.findByText("demo is free");
  type("demo-two");
  expect(screen.queryByText("demo is free")).toBeNull();
  await screen.findByText("demo-two is free");
});

test("the address is previewed from the platform's domain and the host field", async () => {
  const { type } = await openPage();
  type("demo");
  expect(screen.getByText("http://demo.shops.localhost:8080")).toBeTruthy();
  fireEvent.input(screen.getByLabelText(/Host/), { target: { value: "shop.example.com" } });
  expect(screen.getByText("http://shop.example.com:8080")).toBeTruthy();
});

test("a violation stands at its field, which gets the focus and is said to be invalid", async () => {
  const { transport, type, create } = await openPage();
  transport.answer("CreateStore", () => ({
    createStore: {
      ...refusal,
      __typename: "InvalidInput",
      code: "InvalidInput",
      message: "The input breaks a rule",
      violations: [{ field: "host", got: "nodots", allowed: "at least two labels" }],
    },
  }));
  type("demo");
  create();
  const message = await screen.findByText("Got “nodots”; allowed: at least two labels.");
  const host = screen.getByLabelText(/Host/);
  expect(document.activeElement).toBe(host);
  expect(host.getAttribute("aria-invalid")).toBe("true");
  expect(host.getAttribute("aria-describedby")?.split(" ")).toContain(message.id);
  expect(host.closest("details")?.open).toBe(true);

  fireEvent.input(host, { target: { value: "a.example" } });
  expect(host.getAttribute("aria-invalid")).toBeNull();
});

test("a name that is taken is said at the name", async () => {
  const { transport, name, type, create } = await openPage();
  transport.answer("CreateStore", () => ({
    createStore: {
      ...refusal,
      __typename: "NameTaken",
      code: "NameTaken",
      message: "A store named demo exists.",
      hint: "Choose another.",
    },
  }));
  type("demo");
  create();
  await screen.findByText("A store named demo exists. Choose another.");
  expect(document.activeElement).toBe(name);
});

test("nothing is sent without a name", async () => {
  const { transport, name, create } = await openPage();
  create();
  await screen.findByText("A store needs a name.");
  expect(document.activeElement).toBe(name);
  expect(transport.requests.some((request) => request.name === "CreateStore")).toBe(false);
});

test("a limit that is reached says when to try again", async () => {
  const { transport, type, create } = await openPage();
  transport.answer("CreateStore", () => ({
    createStore: {
      ...refusal,
      __typename: "LimitReached",
      code: "LimitReached",
      docsUrl: "/errors/LimitReached",
      message: "6 creates a minute are allowed.",
      kind: "CREATE_RATE",
      limit: 6,
      used: 6,
      retryAfterSeconds: 42,
    },
  }));
  type("demo");
  create();
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("6 creates a minute are allowed.");
  expect(alert.textContent).toContain("Try again in 42 s.");
  const about = within(alert).getByRole("link", { name: "About LimitReached" });
  expect(about.getAttribute("href")).toBe("/errors/LimitReached");
});

test("what was chosen is sent, empty fields are not, and the page becomes the store's", async () => {
  const { transport, type, create } = await openPage();
  transport
    .answer("CreateStore", () => ({
      createStore: {
        __typename: "CreateStoreSuccess",
        created: true,
        differences: [],
        store: { id: "id-demo", name: "demo" },
      },
    }))
    .answer("StoreByName", () => ({ store: detail("demo", { phase: "PENDING" }) }));
  fireEvent.click(screen.getByRole("radio", { name: /Medusa/ }));
  fireEvent.click(screen.getByRole("radio", { name: /Large/ }));
  type("demo");
  create();
  await waitFor(() => expect(location.pathname).toBe("/stores/demo"));
  expect(transport.requests.find(({ name }) => name === "CreateStore")?.variables).toEqual({
    input: { engine: "medusa", name: "demo", size: "LARGE" },
  });
  await screen.findByRole("heading", { level: 1, name: "demo" });
});

test("a store that existed already says what differs", async () => {
  const { transport, type, create } = await openPage();
  transport
    .answer("CreateStore", () => ({
      createStore: {
        __typename: "CreateStoreSuccess",
        created: false,
        differences: [{ field: "size", requested: "small", actual: "large" }],
        store: { id: "id-demo", name: "demo" },
      },
    }))
    .answer("StoreByName", () => ({ store: detail("demo") }));
  type("demo");
  create();
  await screen.findByText(/existed already/);
  expect(screen.getByText("size: asked for small, is large")).toBeTruthy();
});

test("create again arrives filled in", async () => {
  const { name } = await openPage("/new?name=demo&engine=medusa&size=large");
  expect(name.value).toBe("demo");
  expect(screen.getByRole<HTMLInputElement>("radio", { name: /Medusa/ }).checked).toBe(true);
  expect(screen.getByRole<HTMLInputElement>("radio", { name: /Large/ }).checked).toBe(true);
});
