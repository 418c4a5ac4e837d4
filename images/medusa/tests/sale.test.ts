import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { COOKIE, KEY, startFakeShop, TOKEN } from "./fake-shop.ts";

const PASSWORD = 'pass"word-of-the-admin';
const ALL = ["browse", "cart", "checkout", "admin", "cleanup"];

interface Result {
  steps: { step: string; ms: number }[];
  order?: string;
  failed?: { step: string; ms: number; evidence: string };
}

/** Runs sale.mjs as the sale's Job does. */
async function sell(url: string, more: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "sale-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "result.json");
  const env = {
    PATH: process.env.PATH,
    SHOPYARD_SALE_URL: url,
    SHOPYARD_STORE_URL: "http://demo.shops.test:8080",
    SHOPYARD_SALE_MODE: "order",
    SHOPYARD_SALE_ID: "s1",
    SHOPYARD_ADMIN_EMAIL: "admin@demo.test",
    SHOPYARD_ADMIN_PASSWORD: PASSWORD,
    SHOPYARD_RESULT: file,
    ...more,
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, "../sale.mjs")], { env, stdio: "inherit" });
  const [code] = await once(child, "exit");
  const text = readFileSync(file, "utf8");
  return { code, text, result: JSON.parse(text) as Result };
}

test("a shop that sells passes every step in order, seen under its public host", async () => {
  await using shop = await startFakeShop();
  const { code, result } = await sell(shop.url);
  expect(result).toEqual({ steps: ALL.map((step) => ({ step, ms: expect.any(Number) })), order: "order_1" });
  expect(code).toBe(0);
  expect(new Set(shop.seen.map(({ headers }) => headers.host))).toEqual(new Set(["demo.shops.test:8080"]));
  const line = shop.seen.find((one) => one.line === "POST /store/carts/cart_1/line-items");
  expect(line?.body).toEqual({ variant_id: "var_1", quantity: 1 });
  expect(shop.seen.find((one) => one.line === "POST /admin/orders/order_1")?.body).toEqual({
    metadata: { shopyard_sale: "s1" },
  });
  expect(shop.seen.at(-1)).toMatchObject({ line: "POST /admin/orders/order_1/archive", headers: { cookie: COOKIE } });
});

test("browsing looks at the products and needs no administrator", async () => {
  await using shop = await startFakeShop();
  const { code, result } = await sell(shop.url, { SHOPYARD_SALE_MODE: "browse", SHOPYARD_ADMIN_PASSWORD: "" });
  expect([code, result.steps.map(({ step }) => step), result.order]).toEqual([0, ["browse"], undefined]);
  expect(shop.seen.every(({ line }) => line.startsWith("GET "))).toBe(true);
});

test("5xx before the first answer is tried again", async () => {
  await using shop = await startFakeShop({ "GET /storefront/settings.json": [{ status: 503 }, { status: 502 }] });
  const { code } = await sell(shop.url);
  expect(code).toBe(0);
  expect(shop.count("GET /storefront/settings.json")).toBe(3);
});

test("a refused connection before the first answer is tried again", async () => {
  const reserved = createServer().listen(0, "127.0.0.1");
  await once(reserved, "listening");
  const { port } = reserved.address() as AddressInfo;
  await new Promise((resolve) => reserved.close(resolve));
  const selling = sell(`http://127.0.0.1:${port}`, { SHOPYARD_SALE_MODE: "browse" });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await using _shop = await startFakeShop({}, port);
  expect((await selling).code).toBe(0);
});

test.each([
  ["a 4xx is an answer", { "GET /storefront/settings.json": { status: 403, text: "no" } }, "browse", "HTTP 403 no"],
  [
    "what isn't JSON is an answer",
    { "GET /storefront/settings.json": { text: "<html>elsewhere</html>" } },
    "browse",
    "no JSON: <html>elsewhere",
  ],
  [
    "nothing to buy",
    { "GET /store/products": { json: { products: [] } } },
    "browse",
    "none of 0 variants has a price and stock",
  ],
  [
    "a cart that stays empty",
    { "POST /store/carts/cart_1/line-items": { json: { cart: { items: [] } } } },
    "cart",
    "the cart is empty",
  ],
  [
    "a checkout that ends without an order",
    { "POST /store/carts/cart_1/complete": { json: { type: "cart", error: { message: "no stock left" } } } },
    "checkout",
    "no stock left",
  ],
  [
    "an administrator who may not sign in",
    { "POST /auth/user/emailpass": { status: 401, json: { message: "Invalid email or password" } } },
    "admin",
    "POST /auth/user/emailpass: HTTP 401",
  ],
  [
    "a session cookie that a browser would not send back",
    { "POST /auth/session": { headers: { "set-cookie": `${COOKIE}; Secure` }, json: {} } },
    "admin",
    "the session cookie is Secure",
  ],
  [
    "an order with another total",
    { "GET /admin/orders/order_1": { json: { order: { id: "order_1", total: 5 } } } },
    "admin",
    "the total is 5, but the customer saw 23",
  ],
  [
    "an order that can't be cancelled",
    { "POST /admin/orders/order_1/cancel": { status: 500, text: "boom" } },
    "cleanup",
    "POST /admin/orders/order_1/cancel: HTTP 500 boom",
  ],
])("%s: the sale fails there, at once", async (_, overrides, step, evidence) => {
  await using shop = await startFakeShop(overrides);
  const { code, result } = await sell(shop.url);
  expect(code).toBe(1);
  expect(result.failed).toEqual({ step, ms: expect.any(Number), evidence: expect.stringContaining(evidence) });
  expect(result.steps.map((done) => done.step)).toEqual(ALL.slice(0, ALL.indexOf(step)));
  const [line = ""] = Object.keys(overrides);
  expect(shop.count(line)).toBe(1);
});

test("evidence of any length and alphabet leaves the result within 4096 bytes", async () => {
  await using shop = await startFakeShop({
    "POST /store/carts/cart_1/complete": { status: 500, text: '💥"\\\u0001'.repeat(50_000) },
  });
  const { text, result } = await sell(shop.url);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
  expect(result.failed?.evidence).toMatch(/^POST \/store\/carts\/cart_1\/complete: HTTP 500 💥/);
  expect(Array.from(result.failed?.evidence ?? "").length).toBeLessThanOrEqual(1000);
});

test("evidence names no password, token, cookie or key, even where the shop repeats them", async () => {
  const text = JSON.stringify({
    password: PASSWORD,
    token: TOKEN,
    cookie: COOKIE,
    key: KEY,
    authorization: `Bearer ${TOKEN}`,
  });
  await using shop = await startFakeShop({ "POST /admin/orders/order_1/cancel": { status: 500, text } });
  const { text: written } = await sell(shop.url);
  for (const secret of [PASSWORD, JSON.stringify(PASSWORD).slice(1, -1), TOKEN, "very-secret-session", KEY]) {
    expect(written).not.toContain(secret);
  }
  expect(written).toContain("***");
});

test("a missing variable is named", async () => {
  const { code, result } = await sell("http://127.0.0.1:9", { SHOPYARD_ADMIN_EMAIL: "" });
  expect([code, result.failed?.evidence]).toEqual([1, "Set SHOPYARD_ADMIN_EMAIL"]);
});
