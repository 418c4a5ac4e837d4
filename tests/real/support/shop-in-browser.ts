import type { Page } from "playwright-core";
import { inBrowser } from "./in-browser.ts";

/**
 * Buys in Medusa's storefront as a person does: product page, cart, checkout, thank-you page.
 * @param pictures  a folder for a picture of the page, should it fail
 * @returns what the customer typed in and the order's number that the last page says
 */
export async function shopInBrowser(url: string, pictures: string): Promise<{ email: string; number: number }> {
  const email = `customer-${Date.now()}@example.com`;
  return inBrowser(url, pictures, async (page) => ({ email, number: await buy(page, email) }));
}

async function buy(page: Page, email: string): Promise<number> {
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
