import { afterAll, beforeAll, expect, it } from "vitest";
import { CREATE, type Refusal } from "../../dev/demo/operations.ts";
import { operate } from "../support/ask.ts";
import { SOON, useDashboard } from "../support/browser.ts";
import { startYard } from "./support/start-yard.ts";
import { createByForm } from "./support/store-page.ts";
import type { Yard } from "./support/yard.ts";

/** As many as there are: two made here through the API, one by kubectl. */
const CAP = 3;

let platform: Yard;
beforeAll(async () => {
  platform = await startYard({ maxStores: CAP });
  await platform.apply("foreign", { engine: "no-such-engine" });
  for (const name of ["mine", "mine-too"]) expect((await create(name)).code).toBeUndefined();
});
afterAll(() => platform?.stop());
/** By the API, from the address that the browser has too. */
async function create(name: string): Promise<Refusal> {
  const { url, ca } = platform.server;
  const input = { name, engine: "woocommerce" };
  return (await operate<{ createStore: Refusal }>(url, CREATE, { input }, { ca })).createStore;
}
const dashboard = useDashboard(() => platform.server);

it("says at the engines that a name is in use with another engine", async () => {
  const page = await dashboard.open("/new");
  await createByForm(page, { engine: "Medusa", name: "mine" });
  const engines = page.getByRole("group", { name: "Engine" });
  await engines.getByText('"mine" exists and runs woocommerce').waitFor();
  const medusa = page.getByRole("radio", { name: "Medusa" });
  await expect.poll(() => medusa.evaluate((element) => element === document.activeElement), SOON).toBe(true);
  expect(new URL(page.url()).pathname).toBe("/new");
});

it("says at the name that it is somebody else's, and that it is not a name, and takes it back when it is changed", async () => {
  const page = await dashboard.open("/new");
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await createByForm(page, { engine: "WooCommerce", name: "foreign" });
  await page.getByText('The name "foreign" is taken. Choose another name.').waitFor();
  expect(await name.getAttribute("aria-invalid")).toBe("true");
  await createByForm(page, { engine: "WooCommerce", name: "Not_A_Name" });
  await page.getByText(/Got “Not_A_Name”; allowed: 1-\d+ characters/).waitFor();
  await name.fill("other");
  await expect.poll(() => name.getAttribute("aria-invalid"), SOON).toBeNull();
  await name.fill("");
  await page.getByRole("button", { name: "Create the store" }).click();
  await page.getByText("A store needs a name.").waitFor();
});

it("opens the part of the form that holds a refused field", async () => {
  const page = await dashboard.open("/new");
  const host = page.getByRole("textbox", { name: "Host" });
  const part = page.getByText("Version, administrator, host");
  await part.click();
  await host.fill("nodots");
  await part.click();
  await host.waitFor({ state: "hidden" });
  await createByForm(page, { engine: "WooCommerce", name: "hosted" });
  await host.waitFor();
  await page.getByText(/Got “nodots”; allowed: a lower-case DNS name/).waitFor();
  await expect.poll(() => host.evaluate((element) => element === document.activeElement), SOON).toBe(true);
  expect(await platform.store("hosted")).toBeUndefined();
});

it("leads to the store that exists already, and says what of it differs", async () => {
  const page = await dashboard.open("/new");
  await page.getByRole("radio", { name: "Large" }).check();
  await createByForm(page, { engine: "WooCommerce", name: "mine-too" });
  await page.waitForURL("**/stores/mine-too");
  await page.getByText("This store existed already; nothing was created.").waitFor();
  await page.getByText("size: asked for LARGE, is SMALL").waitFor();
});

it("says that the yard is full, before and when a store is asked for", async () => {
  const list = await dashboard.open("/");
  await list.getByText(`${CAP}/${CAP} full`).waitFor();
  const page = await dashboard.open("/new");
  await createByForm(page, { engine: "WooCommerce", name: "one-more" });
  await page.getByRole("alert").getByText(`This platform holds at most ${CAP} stores and is full.`).waitFor();
  await page.getByRole("alert").getByText("Delete a store").waitFor();
  expect(await platform.store("one-more")).toBeUndefined();
});

it("says that one's own share is used up, and when a store may be created again", async () => {
  await platform.restart("server", { OWN_STORES_LIMIT: "2" });
  const full = await dashboard.open("/new");
  await createByForm(full, { engine: "Medusa", name: "third" });
  await full.getByRole("alert").getByText("One address may own at most 2 stores.").waitFor();
  // An open page would rightly complain of the restart.
  await full.close();

  // However long ago they were made: what counts is the one after them.
  for (const name of ["mine", "mine-too"]) await platform.remove(name);
  await platform.restart("server", { CREATES_PER_MINUTE: "1" });
  for (const name of ["mine", "mine-too"]) await platform.untilGone(name);
  await expect.poll(async () => (await create("latest")).message ?? "made", SOON).toBe("made");
  const fast = await dashboard.open("/new");
  await createByForm(fast, { engine: "Medusa", name: "third" });
  await fast.getByRole("alert").getByText("One address may create at most 1 store a minute.").waitFor();
  await fast
    .getByRole("alert")
    .getByText(/Try again in \d+ s\./)
    .waitFor();
  expect(await platform.store("third")).toBeUndefined();
});
