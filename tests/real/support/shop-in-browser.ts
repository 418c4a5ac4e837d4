import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { FLAGS } from "../../support/browser.ts";
import { CHROMIUM_VARIABLE } from "../../support/test-cluster.ts";

const PATIENCE_MS = 60_000;

/**
 * Buys in Medusa's storefront as a person does: product page, cart, checkout, thank-you page. Nothing may be written to
 * the console and nothing fetched from elsewhere.
 * @param pictures  a folder for a picture of each page, should it fail
 * @returns what the customer typed in and the order's number that the last page says
 */
export async function shopInBrowser(url: string, pictures: string): Promise<{ email: string; number: number }> {
  const browser = await chromium.launch({
    executablePath: process.env[CHROMIUM_VARIABLE],
    // Names below localhost are this machine, whatever its resolver knows of them.
    args: [...FLAGS, "--host-resolver-rules=MAP *.localhost 127.0.0.1"],
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
    const email = `customer-${Date.now()}@example.com`;
    const number = await buy(page, url, email);
    if (complaints.length > 0) throw new Error(`the storefront complained:\n${complaints.join("\n")}`);
    return { email, number };
  } catch (error) {
    mkdirSync(pictures, { recursive: true });
    const picture = join(pictures, "storefront.png");
    await page.screenshot({ path: picture, fullPage: true }).catch(() => undefined);
    throw new Error(
      `${error instanceof Error ? error.message : String(error)}\n(at ${page.url()}, picture: ${picture})`,
      {
        cause: error,
      },
    );
  } finally {
    await browser.close();
  }
}

async function buy(page: Page, url: string, email: string): Promise<number> {
  await page.goto(url);
  await page.getByRole("listitem").getByRole("link").first().click();
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("link", { name: "Check out" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("First name").fill("Ada");
  await page.getByLabel("Last name").fill("Byron");
  await page.getByLabel("Street and number").fill("12 Example Street");
  await page.getByLabel("Postal code").fill("10115");
  await page.getByLabel("City").fill("Berlin");
  await page.getByRole("button", { name: "Place order" }).click();
  await page.getByRole("heading", { name: "Thank you for your order" }).waitFor();
  const said = await page.getByText(/Your order number is/).innerText();
  return Number(/#(\d+)/.exec(said)?.[1]);
}
