import type { StoreSpec } from "@shopyard/crds/store.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SOON, useDashboard } from "../support/browser.ts";
import { isPhase } from "../support/test-platform.ts";
import { startYard } from "./support/start-yard.ts";
import { loadedAt, rowOf, showsPhase, tabTo, timelineOf } from "./support/store-page.ts";
import type { Yard } from "./support/yard.ts";

let platform: Yard;
beforeAll(async () => {
  platform = await startYard();
});
afterAll(() => platform?.stop());
const dashboard = useDashboard(() => platform.server);
const ready = isPhase("Ready");
const specOf = async (name: string): Promise<StoreSpec | undefined> => (await platform.store(name))?.spec;

it("gives a store another size with the keyboard alone, after saying what would change", async () => {
  await platform.apply("grows", { engine: "medusa", size: "small", displayName: "Grows" });
  await platform.until("grows", "Ready", ready);
  const page = await dashboard.open("/stores/grows");
  await showsPhase(page, "Ready");

  await page.keyboard.press("c");
  await page.waitForURL("**/stores/grows/change");
  const send = page.getByRole("button", { name: "Change the store" });
  await page.getByText("Choose another size or version, and it is said here.").waitFor();
  expect(await send.isDisabled()).toBe(true);
  await tabTo(page, page.getByRole("radio", { name: "Small" }));
  await page.keyboard.press("ArrowDown");
  expect(await page.getByRole("radio", { name: "Medium" }).isChecked()).toBe(true);
  await page.locator("[data-plan=answered]").waitFor();
  expect(await page.getByText("It could not be worked out").count()).toBe(0);
  // A plan writes no spec.
  expect((await specOf("grows"))?.size).toBe("small");
  await tabTo(page, send);
  await page.keyboard.press("Enter");

  await page.waitForURL(/\/stores\/grows$/);
  await platform.until("grows", "Ready as medium", (store) => store.status?.release?.size === "medium" && ready(store));
  await showsPhase(page, "Ready");
  await page.getByRole("complementary", { name: "Facts" }).getByText("Medium", { exact: true }).waitFor();
  expect(await specOf("grows")).toEqual({ engine: "medusa", size: "medium", displayName: "Grows", suspended: false });
  await expect.poll(async () => (await timelineOf(page)).map(([, reason]) => reason), SOON).toContain("ReleaseUpgrade");
});

it("puts a store to sleep and wakes it, live on its page and in a list, and says how long waking took", async () => {
  await platform.apply("naps", { engine: "medusa" });
  await platform.until("naps", "Ready", ready);
  const list = await dashboard.open("/");
  await rowOf(list, "naps").waitFor();
  const page = await dashboard.open("/stores/naps");
  await showsPhase(page, "Ready");
  const loaded = await loadedAt(page);

  const sleep = page.getByRole("button", { name: "Put to sleep" });
  await sleep.click();
  const dialog = page.getByRole("dialog", { name: "Put naps to sleep?" });
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  expect((await specOf("naps"))?.suspended).toBe(false);
  await sleep.click();
  await dialog.getByRole("button", { name: "Put to sleep" }).click();
  await showsPhase(page, "Suspended");
  await page.locator("[data-waking]").getByText("not woken before").waitFor();
  const listed = () => rowOf(list, "naps").getAttribute("data-phase");
  await expect.poll(listed, SOON).toBe("SUSPENDED");

  await page.getByRole("button", { name: "Wake" }).click();
  await showsPhase(page, "Ready");
  await sleep.click();
  expect(await dialog.innerText()).toMatch(/Waking it took [\d.]+ (ms|s) last time/);
  await expect.poll(listed, SOON).toBe("READY");
  expect(await loadedAt(page)).toBe(loaded);
});
