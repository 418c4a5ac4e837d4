import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SOON, useDashboard } from "../support/browser.ts";
import { isPhase } from "../support/test-platform.ts";
import { startYard } from "./support/start-yard.ts";
import { rowOf, showsPhase } from "./support/store-page.ts";
import type { Yard } from "./support/yard.ts";

let platform: Yard;
beforeAll(async () => {
  platform = await startYard();
  // An engine that nobody can build fails at once.
  await platform.apply("red-lamp", { engine: "no-such-engine" });
  await platform.apply("blue-lamp", { engine: "no-such-engine", displayName: "The Blue Lamp" });
  await platform.apply("red-chair", { engine: "medusa" });
  await platform.until("red-chair", "Ready", isPhase("Ready"));
});
afterAll(() => platform?.stop());
const dashboard = useDashboard(() => platform.server);

const storesShown = (page: Page): Promise<string[]> =>
  page.getByRole("list", { name: "Stores" }).getByRole("listitem").locator("[data-row]").allInnerTexts();
const query = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

it("says that there is no store of a name, and offers to create it", async () => {
  const page = await dashboard.open("/stores/never-made");
  await page.getByRole("heading", { name: "No such store" }).waitFor();
  expect(await page.title()).toBe("never-made not found · Shopyard");
  await page.getByRole("link", { name: "Create it" }).click();
  await page.waitForURL("**/new?name=never-made");
  expect(await page.getByRole("textbox", { name: "Name", exact: true }).inputValue()).toBe("never-made");
});

it("says that there is no page at an address that leads nowhere", async () => {
  const page = await dashboard.open("/no/such/page");
  await page.getByRole("heading", { name: "No such page" }).waitFor();
  await page.getByRole("link", { name: "All stores", exact: true }).click();
  await page.getByRole("heading", { name: "Stores", level: 1 }).waitFor();
});

it("opens a store by its address, and again after a reload", async () => {
  const page = await dashboard.open("/stores/red-chair");
  await showsPhase(page, "Ready");
  await page.reload();
  await showsPhase(page, "Ready");
});

it("keeps search, phases and order in the address, over a reload and the back button", async () => {
  const page = await dashboard.open("/");
  await rowOf(page, "red-chair").waitFor();
  await page.getByRole("searchbox", { name: "Search the stores" }).fill("lamp");
  await expect.poll(() => storesShown(page), SOON).toEqual(["The Blue Lamp", "red-lamp"]);
  await page.getByRole("combobox", { name: "Order" }).selectOption({ label: "Oldest first" });
  await expect.poll(() => storesShown(page), SOON).toEqual(["red-lamp", "The Blue Lamp"]);
  expect(query(page)).toEqual({ q: "lamp", sort: "oldest" });
  await page.reload();
  await expect.poll(() => storesShown(page), SOON).toEqual(["red-lamp", "The Blue Lamp"]);
  expect(await page.getByRole("searchbox").inputValue()).toBe("lamp");

  await page.getByRole("link", { name: "red-lamp", exact: true }).click();
  await showsPhase(page, "Failed");
  await page.goBack();
  await expect.poll(() => storesShown(page), SOON).toEqual(["red-lamp", "The Blue Lamp"]);
  expect(query(page)).toEqual({ q: "lamp", sort: "oldest" });

  const ready = page.getByRole("group", { name: "Phases" }).getByRole("button", { name: /^Ready/ });
  await ready.click();
  await page.getByText("None of the 3 stores fits.").waitFor();
  await page.getByRole("searchbox").fill("");
  await expect.poll(() => storesShown(page), SOON).toEqual(["red-chair"]);
  expect(query(page)).toEqual({ phase: "ready", sort: "oldest" });
  expect(await ready.getAttribute("aria-pressed")).toBe("true");
});

it("is filtered from its first sight by an address that says so", async () => {
  const page = await dashboard.open("/?phase=failed&q=blue");
  await expect.poll(() => storesShown(page), SOON).toEqual(["The Blue Lamp"]);
});

it("answers single keys: n, g, / and ?", async () => {
  const page = await dashboard.open("/stores/red-chair");
  await showsPhase(page, "Ready");
  await page.keyboard.press("n");
  await page.getByRole("heading", { name: "New store" }).waitFor();
  await page.keyboard.press("g");
  await rowOf(page, "red-chair").waitFor();
  await page.keyboard.press("/");
  const search = page.getByRole("searchbox");
  await expect.poll(() => search.evaluate((element) => element === document.activeElement), SOON).toBe(true);
  await page.keyboard.type("n?");
  await expect.poll(() => query(page), SOON).toEqual({ q: "n?" });
  await search.blur();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
});
