import type { Phase } from "@shopyard/crds/constants.ts";
import type { Locator, Page } from "playwright-core";
import { PATIENCE } from "../../support/browser.ts";

/** What the timeline tells, in its order. */
export const timelineOf = (page: Page): Promise<(string | undefined)[][]> =>
  page
    .getByRole("list", { name: "Timeline" })
    .getByRole("listitem")
    .evaluateAll((items) => items.map((item) => [item.dataset.phase, item.dataset.reason]));

/** Resolves once the store's page says that the store is in this phase. */
export const showsPhase = (page: Page, phase: Phase): Promise<void> =>
  page.locator(`[data-store-phase][data-phase="${phase}"]`).waitFor({ timeout: PATIENCE });

/** Resolves once the page says that it is live. */
export const isLive = (page: Page): Promise<void> => page.getByText("Live", { exact: true }).waitFor();

/** The store's row of the list. */
export const rowOf = (page: Page, name: string): Locator =>
  page
    .getByRole("list", { name: "Stores" })
    .getByRole("listitem")
    .filter({ has: page.getByRole("link", { name, exact: true }) });

/** When the document was loaded: the same number as before means that it was not reloaded. */
export const loadedAt = (page: Page): Promise<number> => page.evaluate(() => performance.timeOrigin);

/** Fills the create page, which must be open, and sends it. */
export async function createByForm(page: Page, { engine, name }: { engine: string; name: string }): Promise<void> {
  await page.getByRole("radio", { name: engine }).check();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByRole("button", { name: "Create the store" }).click();
}

/** Presses Tab until the target has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`60 times Tab did not lead to ${target}`);
}
