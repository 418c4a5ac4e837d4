// Buys in the shop as a customer would and looks at the order as the administrator: docs/engines.md, "The sale".
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

const {
  SHOPYARD_SALE_URL: base,
  SHOPYARD_STORE_URL: storeUrl,
  SHOPYARD_SALE_MODE: mode,
  SHOPYARD_SALE_ID: saleId,
  SHOPYARD_ADMIN_EMAIL: email,
  SHOPYARD_ADMIN_PASSWORD: password,
  SHOPYARD_SALE_EXPECT_ORDER: expected,
  SHOPYARD_RESULT: resultFile = "/dev/termination-log",
} = process.env;
const FIRST_ANSWER_MS = 60_000;
const STEP_MS = 30_000;

let answered = false;

/** One request; until the shop first answers, refused connections and 5xx are tried again. */
async function call(method, path, body, token) {
  const deadline = Date.now() + FIRST_ANSWER_MS;
  for (;;) {
    const { status, text } = await send(method, path, body, token).catch((error) => {
      if (answered || Date.now() > deadline) throw new Error(`${method} ${path}: ${error.code ?? error.message}`);
      return { status: 599, text: "" };
    });
    if (status < 500) answered = true;
    if (status >= 200 && status < 300) return JSON.parse(text);
    if (answered || Date.now() > deadline) throw new Error(`${method} ${path}: HTTP ${status} ${text.slice(0, 500)}`);
    await delay(500);
  }
}

function send(method, path, body, token) {
  return new Promise((resolve, reject) => {
    const headers = { Host: new URL(storeUrl).host, "Content-Type": "application/json" };
    if (token !== undefined) headers.Authorization = `Bearer ${token}`;
    const sent = request(`${base}${path}`, { method, headers, timeout: 10_000 }, async (response) => {
      try {
        let text = "";
        for await (const part of response.setEncoding("utf8")) text += part;
        resolve({ status: response.statusCode, text });
      } catch (error) {
        reject(error);
      }
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer within 10 s")));
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const sale = {};
const STEPS = {
  async browse() {
    const [product] = await call("GET", "/products");
    if (product === undefined) throw new Error("GET /products: nothing is for sale");
    sale.product = product;
  },
  async cart() {
    sale.cart = (await call("POST", "/carts", {})).id;
    await call("POST", `/carts/${sale.cart}/items`, { product: sale.product.id, quantity: 2 });
  },
  async checkout() {
    const address = `sale-${saleId}@example.com`;
    sale.order = await call("POST", `/carts/${sale.cart}/checkout`, { email: address, reference: saleId });
  },
  async admin() {
    sale.token = (await call("POST", "/admin/sign-in", { email, password })).token;
    const seen = await call("GET", `/admin/orders/${sale.order.id}`, undefined, sale.token);
    const wanted = 2 * sale.product.cents;
    if (seen.total !== wanted) throw new Error(`the order's total is ${seen.total}, not ${wanted}`);
    if (!expected) return;
    const earlier = await call("GET", `/admin/orders/${expected}`, undefined, sale.token);
    if (earlier.id !== expected) throw new Error(`the order ${expected} is not there any more`);
  },
  async cleanup() {
    await call("POST", `/admin/orders/${sale.order.id}/cancel`, { note: `Shopyard ${saleId}` }, sale.token);
  },
};

const steps = [];
const result = { steps };
for (const step of mode === "browse" ? ["browse"] : Object.keys(STEPS)) {
  const start = performance.now();
  const spent = () => Math.round(performance.now() - start);
  const limit = AbortSignal.timeout(step === "browse" ? FIRST_ANSWER_MS + STEP_MS : STEP_MS);
  const late = new Promise((_, reject) => limit.addEventListener("abort", () => reject(new Error("took too long"))));
  try {
    await Promise.race([STEPS[step](), late]);
    steps.push({ step, ms: spent() });
  } catch (error) {
    result.failed = { step, ms: spent(), evidence: error.message.slice(0, 1000) };
    break;
  }
}
if (sale.order !== undefined && result.failed === undefined) result.order = sale.order.id;
writeFileSync(resultFile, JSON.stringify(result));
process.exit(result.failed === undefined ? 0 : 1);
