import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Seen {
  line: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

/** What the fake answers to a request line: a status and JSON, or text as it is. */
export type Answer = { status?: number; headers?: Record<string, string>; json?: unknown; text?: string };

export const TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhY3RvciI6InVzZXIifQ.c2lnbmF0dXJl";
export const COOKIE = "connect.sid=s%3Avery-secret-session.signature";
export const KEY = "pk_0123456789abcdef";

/** The answers of a shop that sells. */
const ANSWERS: Record<string, Answer> = {
  "GET /storefront/settings.json": {
    json: { name: "Demo", publishableKey: KEY, region: { id: "reg_1", currency: "eur", countries: [{ code: "de" }] } },
  },
  "GET /store/products": {
    json: {
      products: [
        {
          variants: [
            {
              id: "sold_out",
              calculated_price: { calculated_amount: 9 },
              manage_inventory: true,
              inventory_quantity: 0,
            },
            { id: "var_1", calculated_price: { calculated_amount: 18 }, manage_inventory: true, inventory_quantity: 3 },
          ],
        },
      ],
    },
  },
  "POST /store/carts": { json: { cart: { id: "cart_1" } } },
  "POST /store/carts/cart_1/line-items": { json: { cart: { id: "cart_1", items: [{ id: "item_1" }] } } },
  "POST /store/carts/cart_1": { json: { cart: { id: "cart_1" } } },
  "GET /store/shipping-options": { json: { shipping_options: [{ id: "so_1" }] } },
  "POST /store/carts/cart_1/shipping-methods": { json: { cart: { id: "cart_1" } } },
  "POST /store/payment-collections": { json: { payment_collection: { id: "pc_1" } } },
  "POST /store/payment-collections/pc_1/payment-sessions": { json: { payment_collection: { id: "pc_1" } } },
  "POST /store/carts/cart_1/complete": { json: { type: "order", order: { id: "order_1", total: 23, metadata: {} } } },
  "POST /auth/user/emailpass": { json: { token: TOKEN } },
  "POST /auth/session": { headers: { "set-cookie": `${COOKIE}; Path=/; HttpOnly; SameSite=Lax` }, json: {} },
  "GET /admin/orders/order_1": { json: { order: { id: "order_1", total: 23 } } },
  "POST /admin/orders/order_1": { json: {} },
  "POST /admin/orders/order_1/cancel": { json: {} },
  "POST /admin/orders/order_1/archive": { json: {} },
};

/**
 * A shop that sells, on a free port, except for what `overrides` changes: an answer a request line, or a list of them
 * for the first, second ... request.
 */
export async function startFakeShop(overrides: Record<string, Answer | Answer[]> = {}, port = 0) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const line = `${request.method} ${request.url?.split("?")[0]}`;
      const before = seen.filter((one) => one.line === line).length;
      const text = Buffer.concat(chunks).toString("utf8");
      seen.push({ line, headers: request.headers, body: text === "" ? undefined : JSON.parse(text) });
      const override = overrides[line];
      const answer = (Array.isArray(override) ? override[before] : override) ?? ANSWERS[line] ?? { status: 404 };
      response.writeHead(answer.status ?? 200, answer.headers);
      response.end(answer.text ?? JSON.stringify(answer.json ?? {}));
    });
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    count: (line: string) => seen.filter((one) => one.line === line).length,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
}
