import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Look, useDashboard } from "../support/browser.ts";
import { testCluster } from "../support/test-cluster.ts";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";
import { isLive, rowOf, showsPhase } from "./support/store-page.ts";

const LOOKS: readonly [string, Look][] = [
  ["light", { theme: "light" }],
  ["dark", { theme: "dark" }],
  ["on a phone, light", { theme: "light", width: 390 }],
  ["on a phone, dark", { theme: "dark", width: 390 }],
];
/** As long as a name may be: what breaks a layout. */
const LONG = "the-longest-name-that-fits-a-yard";
const BROKEN = "broken";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({
    clientDir: testCluster().clientDir,
    operatorEnv: { ENGINE_IMAGES: JSON.stringify({ woocommerce: { web: { tag: "crash" } } }), MAX_ATTEMPTS: "1" },
  });
});
afterAll(() => platform?.stop());
const dashboard = useDashboard(() => platform.server.url);

/** What axe finds, and what sticks out sideways; nothing where all is well. */
async function flaws(page: Page): Promise<string[]> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
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
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^a-z]+/g, "-")}.png`), fullPage: true });
}

interface Place {
  place: string;
  path: string;
  /** Leaves the page as it is to be looked at. */
  arrive(page: Page): Promise<unknown>;
}

const check = ({ place, path, arrive }: Place, look: string, how: Look) =>
  it(`${place}, ${look}: axe finds nothing, and nothing sticks out`, async () => {
    const page = await dashboard.open(path, how);
    await arrive(page);
    await picture(page, `${place} ${look}`);
    expect(await flaws(page)).toEqual([]);
  });

describe("an empty yard", () => {
  const empty: Place = {
    place: "the list without a store",
    path: "/",
    arrive: async (page) => {
      await page.getByRole("heading", { name: "The yard is empty" }).waitFor();
      await page.getByText("slots busy").waitFor();
    },
  };
  for (const [look, how] of LOOKS) check(empty, look, how);
});

describe("a yard with stores", () => {
  beforeAll(async () => {
    await platform.apply(LONG, { engine: "medusa", size: "medium" });
    await platform.apply(BROKEN, { engine: "woocommerce", displayName: "Ørsted & Sønner's broken shop" });
    await platform.until(LONG, "Ready", isPhase("Ready"));
    await platform.until(BROKEN, "Failed", isPhase("Failed"));
  });
  const openDialog = async (page: Page) => {
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("dialog").getByRole("textbox").fill(LONG);
  };
  const places: readonly Place[] = [
    {
      place: "the list",
      path: "/",
      arrive: async (page) => {
        await rowOf(page, LONG).waitFor();
        await page.getByText("slots busy").waitFor();
      },
    },
    {
      place: "the create page",
      path: `/new?name=${BROKEN}`,
      arrive: async (page) => {
        await page.getByText("Version, administrator, host").click();
        await page.getByText("This name is taken.").waitFor();
        await page.getByRole("button", { name: "Create the store" }).click();
        await page.getByText("Choose another name.").waitFor();
      },
    },
    {
      place: "a Ready store",
      path: `/stores/${LONG}`,
      arrive: async (page) => {
        await showsPhase(page, "Ready");
        await isLive(page);
      },
    },
    {
      place: "a Failed store",
      path: `/stores/${BROKEN}`,
      arrive: async (page) => {
        await page.getByRole("region", { name: "Workloads: A container keeps crashing" }).waitFor();
        await isLive(page);
      },
    },
    {
      place: "the dialog that deletes",
      path: `/stores/${LONG}`,
      arrive: async (page) => {
        await showsPhase(page, "Ready");
        await openDialog(page);
      },
    },
    {
      place: "no such store",
      path: `/stores/${LONG}-x`,
      arrive: (page) => page.getByRole("heading", { name: "No such store" }).waitFor(),
    },
  ];
  for (const place of places) for (const [look, how] of LOOKS) check(place, look, how);

  // Last: it needs the Ready store to end.
  it("a deleted store, in all looks: axe finds nothing, and nothing sticks out", async () => {
    const pages = await Promise.all(LOOKS.map(([, how]) => dashboard.open(`/stores/${LONG}`, how)));
    for (const page of pages) await showsPhase(page, "Ready");
    for (const page of pages) await isLive(page);
    await platform.remove(LONG);
    for (const [index, page] of pages.entries()) {
      await page.getByRole("heading", { name: `${LONG} is deleted` }).waitFor();
      await picture(page, `a deleted store ${LOOKS[index]?.[0]}`);
      expect(await flaws(page)).toEqual([]);
    }
  });
});
