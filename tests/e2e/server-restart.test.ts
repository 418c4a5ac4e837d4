import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SOON, useDashboard } from "../support/browser.ts";
import { isPhase } from "../support/test-platform.ts";
import { startYard } from "./support/start-yard.ts";
import { isLive, loadedAt, rowOf, showsPhase, timelineOf } from "./support/store-page.ts";
import type { Yard } from "./support/yard.ts";

let platform: Yard;
beforeAll(async () => {
  platform = await startYard();
});
afterAll(() => platform?.stop());
const dashboard = useDashboard(() => platform.server);

/** What happened, as the cluster has it. */
const history = async (name: string) =>
  (await platform.store(name))?.status?.events?.map(({ phase, reason }) => [phase, reason]);
const saysStale = (page: Page) => page.getByText(/^Stale for \d+ s/).waitFor();

it("says that its data is stale while the server is away, then catches up by itself, with nothing lost or doubled", async () => {
  dashboard.allowOutage();
  await platform.apply("leaving", { engine: "medusa" });
  await platform.until("leaving", "Ready", isPhase("Ready"));
  const leaving = await dashboard.open("/stores/leaving");
  const list = await dashboard.open("/");
  await rowOf(list, "leaving").waitFor();
  await showsPhase(leaving, "Ready");
  await platform.apply("growing", { engine: "woocommerce" });
  const growing = await dashboard.open("/stores/growing");
  await growing.getByRole("list", { name: "Timeline" }).getByRole("listitem").first().waitFor();
  const pages = [leaving, list, growing];
  for (const page of pages) await isLive(page);
  const loaded = await Promise.all(pages.map(loadedAt));

  await platform.server.kill();
  await platform.remove("leaving");
  await platform.apply("arrived", { engine: "no-such-engine" });
  for (const page of pages) await saysStale(page);
  for (const page of [leaving, growing]) await page.getByText("What you see may be out of date").waitFor();
  await platform.until("growing", "Ready", isPhase("Ready"));
  await platform.apply("growing", { engine: "woocommerce", suspended: true });
  await platform.until("growing", "Suspended", isPhase("Suspended"));
  await platform.untilGone("leaving");
  await platform.restart("server");

  for (const page of [list, growing]) await isLive(page);
  await showsPhase(growing, "Suspended");
  await leaving.getByRole("heading", { name: "leaving is deleted" }).waitFor();
  await rowOf(list, "leaving").waitFor({ state: "detached" });
  await expect.poll(() => rowOf(list, "arrived").getAttribute("data-phase"), SOON).toBe("FAILED");
  await expect.poll(() => rowOf(list, "growing").getAttribute("data-phase"), SOON).toBe("SUSPENDED");
  await expect.poll(() => timelineOf(growing), SOON).toEqual(await history("growing"));
  expect(await growing.getByText("What you see may be out of date").count()).toBe(0);

  // Live again means that what comes now is shown too.
  await platform.apply("growing", { engine: "woocommerce", suspended: false });
  await showsPhase(growing, "Ready");
  await expect.poll(() => timelineOf(growing), SOON).toEqual(await history("growing"));
  expect(await Promise.all(pages.map(loadedAt))).toEqual(loaded);
});

it("gets over a server that is restarted in order", async () => {
  dashboard.allowOutage();
  const list = await dashboard.open("/");
  await isLive(list);
  await platform.restart("server");
  await platform.apply("afterwards", { engine: "no-such-engine" });
  await rowOf(list, "afterwards").waitFor();
  await isLive(list);
});

it("keeps what was typed when a create is not answered", async () => {
  dashboard.allowOutage();
  const page = await dashboard.open("/new");
  await page.getByRole("radio", { name: "Medusa" }).check();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("patient");
  await page.getByText("This name is free.").waitFor();
  await platform.server.kill();
  await page.getByRole("button", { name: "Create the store" }).click();
  await page.getByRole("alert").getByText("The server did not answer").waitFor();
  await platform.restart("server");
  await page.getByRole("button", { name: "Create the store" }).click();
  await page.waitForURL("**/stores/patient");
  await showsPhase(page, "Ready");
});
