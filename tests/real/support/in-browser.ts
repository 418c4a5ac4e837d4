import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { FLAGS, trusting } from "../../support/browser.ts";
import { CHROMIUM_VARIABLE } from "../../support/test-cluster.ts";

const PATIENCE_MS = 60_000;

/**
 * Opens a page of a real node's ingress in Chromium and has `work` done there. Nothing may be written to the console and
 * nothing fetched from elsewhere.
 * @param pictures  a folder for a picture of the page, should it fail
 * @param certificate  PEM; the one that is trusted, whoever signed it
 * @throws Error that says where the page was and where its picture is
 */
export async function inBrowser<T>(
  url: string,
  pictures: string,
  work: (page: Page) => Promise<T>,
  certificate?: string,
): Promise<T> {
  const browser = await chromium.launch({
    executablePath: process.env[CHROMIUM_VARIABLE],
    args: [...FLAGS, ...trusting(certificate)],
  });
  const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin && !request.url().startsWith("data:")) {
      complaints.push(`request to ${request.url()}`);
    }
  });
  try {
    await page.goto(url);
    const result = await work(page);
    if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join("\n")}`);
    return result;
  } catch (error) {
    mkdirSync(pictures, { recursive: true });
    const picture = join(pictures, `${new URL(url).hostname}.png`);
    await page.screenshot({ path: picture, fullPage: true }).catch(() => undefined);
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}\n(at ${page.url()}, picture: ${picture})`, { cause: error });
  } finally {
    await browser.close();
  }
}
