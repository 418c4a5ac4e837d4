import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { LIMITS } from "@shopyard/crds/constants.ts";
import type { Condition, Store, StoreStatus } from "@shopyard/crds/store.ts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useDashboard } from "../support/browser.ts";
import { isPhase } from "../support/test-platform.ts";
import { startYard } from "./support/start-yard.ts";
import { isLive, rowOf, showsPhase } from "./support/store-page.ts";
import type { Yard } from "./support/yard.ts";

const LOOKS = [
  { look: "light", colorScheme: "light", width: 1280, height: 800 },
  { look: "dark", colorScheme: "dark", width: 1280, height: 800 },
  { look: "phone", colorScheme: "dark", width: 390, height: 844 },
] as const;
/** As long as a name may be, without a place to break it: what breaks a layout. */
const LONG = `longest${"w".repeat(LIMITS.name - 7)}`;
const BROKEN = "broken";

let platform: Yard;
beforeAll(async () => {
  platform = await startYard({
    operatorEnv: { ENGINE_IMAGES: JSON.stringify({ woocommerce: { web: { tag: "crash" } } }), MAX_ATTEMPTS: "1" },
  });
});
afterAll(() => platform?.stop());
const dashboard = useDashboard(() => platform.server);

/** What axe finds, and what sticks out sideways; nothing where all is well. */
async function flaws(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(" ")}\n${failureSummary}`),
  );
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return wider > 0 ? [...found, `scrolls sideways by ${wider} px`] : found;
}

/** Keeps a picture where SCREENSHOTS names a folder, for people to look at. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder === undefined || folder === "") return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.toLowerCase().replaceAll(" ", "-")}.png`), fullPage: true });
}

/** Looks at the page as it is, light and dark, wide and on a phone. */
async function inspect(page: Page, place: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const found: Record<string, string[]> = {};
  for (const { look, colorScheme, width, height } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await picture(page, `${place} ${look}`);
    found[look] = await flaws(page);
  }
  expect(found).toEqual(Object.fromEntries(LOOKS.map(({ look }) => [look, []])));
}

/** `arrive` leaves the page as it is to be looked at. */
const check = (place: string, path: string, arrive: (page: Page) => Promise<unknown>) =>
  it(`${place} passes axe and never scrolls sideways, light and dark, wide and on a phone`, async () => {
    const page = await dashboard.open(path);
    await arrive(page);
    await inspect(page, place);
  });

describe("in an empty yard", () => {
  check("the empty list", "/", async (page) => {
    await page.getByRole("heading", { name: "The yard is empty" }).waitFor();
    await page.getByText("slots busy").waitFor();
  });
  check("the error catalogue", "/errors", (page) => page.getByRole("link", { name: "UnknownEngineVersion" }).waitFor());
  check("an error of the catalogue", "/errors/ChartInvalid", (page) =>
    page.getByRole("heading", { name: "The engine's chart cannot be rendered" }).waitFor(),
  );
});

describe("in a yard with stores", () => {
  beforeAll(async () => {
    await platform.apply(LONG, { engine: "medusa", size: "medium" });
    await platform.apply(BROKEN, { engine: "woocommerce", displayName: "Ørsted & Sønner's broken shop" });
    await platform.until(LONG, "Ready", isPhase("Ready"));
    await platform.until(BROKEN, "Failed", isPhase("Failed"));
  });
  /** Releases that were before, and objects that were put back: as the operator would tell them. */
  const giveHistory = async () => {
    const release = { name: LONG, chart: "medusa", chartVersion: "0.1.0", digest: "0".repeat(40), size: "large" };
    const history = [3, 2].map((revision) => ({
      ...{ ...release, revision, appVersion: `0.${revision + 7}.0` },
      time: "2026-01-01T00:00:00Z",
    }));
    const drift = { count: 3, time: "2026-01-01T00:00:00Z", objects: [`Service/${LONG}-web`] };
    await platform.setStatus(LONG, { history, drift } as StoreStatus);
  };
  const ready = async (page: Page) => {
    await showsPhase(page, "Ready");
    await isLive(page);
  };

  check("the list", "/", async (page) => {
    await rowOf(page, LONG).waitFor();
    await page.getByText("slots busy").waitFor();
  });
  check("the create page", `/new?name=${LONG}`, async (page) => {
    await page.getByText("Version, administrator, host").click();
    await page.getByText("This name is taken.").waitFor();
    await page.getByRole("button", { name: "Create the store" }).click();
    await page.getByText("Choose another name.").waitFor();
  });
  check("a Ready store", `/stores/${LONG}`, ready);
  check("a Failed store", `/stores/${BROKEN}`, async (page) => {
    await page.getByRole("region", { name: "Workloads: A container keeps crashing" }).waitFor();
    await isLive(page);
  });
  check("the delete dialog", `/stores/${LONG}`, async (page) => {
    await ready(page);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("dialog").getByRole("textbox").fill(LONG);
  });
  check("a store with a past", `/stores/${LONG}`, async (page) => {
    await ready(page);
    await giveHistory();
    await page.getByRole("list", { name: "History" }).waitFor();
    await page.getByText("3 objects were changed by hand and put back").waitFor();
  });
  check("a store whose certificate has expired", `/stores/${LONG}`, async (page) => {
    await ready(page);
    const { status } = (await platform.store(LONG)) as Store;
    const namespace = platform.namespaceOf(LONG);
    const certified: Condition = {
      ...{ type: "Certified", status: "False", reason: "Expired", observedGeneration: 1 },
      message: `Expired on 2026-01-01 00:00 UTC. cert-manager says why: kubectl -n ${namespace} describe certificate ${LONG}-tls`,
      lastTransitionTime: "2026-01-01T00:00:00Z",
    };
    await platform.setStatus(LONG, { conditions: [...(status?.conditions ?? []), certified] });
    await page.getByText("Browsers warn visitors: the certificate has expired.").waitFor();
  });
  check("the rollback dialog", `/stores/${LONG}`, async (page) => {
    await ready(page);
    await page.getByRole("button", { name: "Roll back to revision 2: 0.9.0, Large" }).click();
    await page.getByRole("dialog").getByText("Make a copy of the data first.").waitFor();
  });
  check("the sleep dialog", `/stores/${LONG}`, async (page) => {
    await ready(page);
    await page.getByRole("button", { name: "Put to sleep" }).click();
    await page.getByRole("dialog").getByText("customers find no shop").waitFor();
  });
  check("the change page", `/stores/${LONG}/change`, async (page) => {
    await page.getByText("Choose another size or version, and it is said here.").waitFor();
    await page.getByRole("radio", { name: "Large" }).check();
    await page.locator("[data-plan]:not([data-plan=none])").waitFor();
  });
  check("a store that is not there", `/stores/${LONG}x`, (page) =>
    page.getByRole("heading", { name: "No such store" }).waitFor(),
  );
  // Last: the Ready store ends, as kubectl would end it.
  check("a deleted store", `/stores/${LONG}`, async (page) => {
    await ready(page);
    await platform.remove(LONG);
    await page.getByRole("heading", { name: `${LONG} is deleted` }).waitFor();
  });
});
