import { afterAll, beforeAll, expect, it } from "vitest";
import { SOON, useDashboard } from "../support/browser.ts";
import { startYard } from "./support/start-yard.ts";
import { createByForm, loadedAt, rowOf, showsPhase, tabTo, timelineOf } from "./support/store-page.ts";
import type { Yard } from "./support/yard.ts";

let platform: Yard;
beforeAll(async () => {
  platform = await startYard();
});
afterAll(() => platform?.stop());
const dashboard = useDashboard(() => platform.server);

it("leads from the empty yard to a first store, by keyboard only, and shows it become Ready without a reload", async () => {
  const page = await dashboard.open("/");
  await page.getByRole("heading", { name: "The yard is empty" }).waitFor();
  await page.getByText("these stores sell nothing").waitFor();
  const loaded = await loadedAt(page);
  await tabTo(page, page.getByRole("link", { name: "Create the first store" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("radio", { name: "WooCommerce" }));
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.getByRole("radio", { name: "Medusa" }).isChecked(), SOON).toBe(true);
  await tabTo(page, page.getByRole("textbox", { name: "Name", exact: true }));
  await page.keyboard.type("first");
  await tabTo(page, page.getByRole("radio", { name: "Small" }));
  await page.keyboard.press("ArrowRight");
  await tabTo(page, page.getByRole("button", { name: "Create the store" }));
  await page.keyboard.press("Enter");

  await page.waitForURL("**/stores/first");
  await page.getByRole("heading", { name: "first", level: 1 }).waitFor();
  await page.getByText("this store sells nothing").waitFor();
  await showsPhase(page, "Ready");
  expect(await loadedAt(page)).toBe(loaded);
  expect((await timelineOf(page)).map(([, reason]) => reason)).toEqual([
    ...["Queued", "NamespaceEnsured", "PoliciesEnsured", "CredentialsEnsured", "ReleaseInstall", "WorkloadsRollout"],
    "SaleSkipped",
    "StoreReady",
  ]);
  expect(await page.title()).toBe("first · Ready · Shopyard");
  expect((await platform.store("first"))?.spec).toMatchObject({ engine: "medusa", size: "medium" });
});

it("says while a name is typed whether it can be had, and where the store will answer", async () => {
  await platform.apply("occupied", { engine: "no-such-engine" });
  const page = await dashboard.open("/new");
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await name.pressSequentially("occupied");
  await page.getByText("This name is taken.").waitFor();
  await name.fill("Not_A_Name");
  await page.getByText(/A name is 1-\d+ characters/).waitFor();
  expect(await page.getByText("Will answer at").count()).toBe(0);
  await name.fill("still-free");
  await page.getByText("This name is free.").waitFor();
  await expect.poll(() => page.getByText("Will answer at").innerText(), SOON).toMatch(/https?:\/\/still-free\./);
});

it("shows a new store, and each of its phases, in a list that is open elsewhere", async () => {
  const list = await dashboard.open("/");
  const loaded = await loadedAt(list);
  const page = await dashboard.open("/new?name=second&engine=woocommerce");
  await createByForm(page, { engine: "WooCommerce", name: "second" });
  const row = rowOf(list, "second");
  await row.waitFor();
  await expect.poll(() => row.getAttribute("data-phase"), SOON).toBe("READY");
  await row.getByRole("link", { name: /second\..*new tab/ }).waitFor();
  expect(await loadedAt(list)).toBe(loaded);
  await showsPhase(page, "Ready");
});
