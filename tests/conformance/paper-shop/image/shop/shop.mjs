// The paper shop: products, carts, orders that are paid for at the counter, and an administrator who sees them.
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { openRedis } from "./redis.mjs";

const { DATABASE_HOST, DATABASE_PASSWORD, ADMIN_EMAIL, ADMIN_PASSWORD, STORE_NAME = "Paper shop" } = process.env;
const SESSION_SECONDS = 3600;

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const routes = [
  [
    "GET",
    /^\/$/,
    async (redis) => html(`<h1>${escapeHtml(STORE_NAME)}</h1><ul>${(await products(redis)).map(item).join("")}</ul>`),
  ],
  ["GET", /^\/admin$/, async () => html(`<h1>${escapeHtml(STORE_NAME)}</h1><p>POST /admin/sign-in</p>`)],
  [
    "GET",
    /^\/ready$/,
    async (redis) => ((await redis.send("SCARD", "releases")) > 0 ? { ready: true } : refuse(503, "not set up")),
  ],
  ["GET", /^\/products$/, (redis) => products(redis)],
  ["POST", /^\/carts$/, async () => ({ id: randomUUID() })],
  ["POST", /^\/carts\/([\w-]+)\/items$/, addItem],
  ["POST", /^\/carts\/([\w-]+)\/checkout$/, checkout],
  ["POST", /^\/admin\/sign-in$/, signIn],
  ["GET", /^\/admin\/orders\/([\w-]+)$/, administered((redis, [id]) => order(redis, id))],
  ["POST", /^\/admin\/orders\/([\w-]+)\/cancel$/, administered(cancel)],
];

async function products(redis) {
  return (await redis.send("HVALS", "products")).map((text) => JSON.parse(text));
}

async function addItem(redis, [cart], { product, quantity = 1 }) {
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 1000) refuse(422, "quantity is 1 to 1000");
  if (!(await redis.send("HEXISTS", "products", product))) refuse(404, "no such product");
  await redis.send("HINCRBY", `cart:${cart}`, product, quantity);
  await redis.send("EXPIRE", `cart:${cart}`, 86_400);
  return { id: cart };
}

async function checkout(redis, [cart], { email, reference = "" }) {
  const wanted = await redis.send("HGETALL", `cart:${cart}`);
  if (wanted.length === 0) refuse(422, "the cart is empty");
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) refuse(422, "an e-mail address is needed");
  const lines = [];
  for (let at = 0; at < wanted.length; at += 2) {
    const { cents, title } = JSON.parse(await redis.send("HGET", "products", wanted[at]));
    lines.push({ title, cents, quantity: Number(wanted[at + 1]) });
  }
  const total = lines.reduce((sum, { cents, quantity }) => sum + cents * quantity, 0);
  const id = `order-${await redis.send("INCR", "orders")}`;
  const made = { id, total, lines, email, reference, payment: "at the counter", state: "open" };
  await redis.send("SET", `order:${id}`, JSON.stringify(made));
  await redis.send("DEL", `cart:${cart}`);
  // Sold is what is on the disk.
  const [onDisk] = await redis.send("WAITAOF", 1, 0, 4_000);
  if (onDisk !== 1) refuse(503, "the order could not be written to the disk");
  return { id, total };
}

async function order(redis, id) {
  const text = await redis.send("GET", `order:${id}`);
  return text === null ? refuse(404, "no such order") : JSON.parse(text);
}

async function cancel(redis, [id], { note = "" }) {
  const cancelled = { ...(await order(redis, id)), state: "cancelled", note };
  await redis.send("SET", `order:${id}`, JSON.stringify(cancelled));
  return cancelled;
}

const sign = (until) => createHmac("sha256", ADMIN_PASSWORD).update(`${ADMIN_EMAIL} ${until}`).digest();

async function signIn(_redis, _path, { email, password }) {
  const same = (a, b) =>
    timingSafeEqual(createHmac("sha256", "x").update(a).digest(), createHmac("sha256", "x").update(b).digest());
  if (email !== ADMIN_EMAIL || !same(String(password), ADMIN_PASSWORD)) refuse(401, "no such administrator");
  const until = Math.floor(Date.now() / 1000) + SESSION_SECONDS;
  return { token: `${until}.${sign(until).toString("hex")}` };
}

function administered(handle) {
  return (redis, path, body, headers) => {
    const [until = "", signature = ""] = (headers.authorization ?? "").replace(/^Bearer /, "").split(".");
    const given = Buffer.from(signature, "hex");
    const wanted = sign(until);
    const valid = given.length === wanted.length && timingSafeEqual(given, wanted) && Number(until) > Date.now() / 1000;
    return valid ? handle(redis, path, body) : refuse(401, "sign in first");
  };
}

const html = (body) => new Blob([`<!doctype html><title>${escapeHtml(STORE_NAME)}</title>${body}`]);
const item = ({ title, cents }) => `<li>${escapeHtml(title)}: ${(cents / 100).toFixed(2)}</li>`;
const escapeHtml = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const refuse = (status, message) => {
  throw new Refusal(status, message);
};

async function bodyOf(request) {
  let text = "";
  for await (const part of request) {
    text += part;
    if (text.length > 16_384) refuse(413, "too long");
  }
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return refuse(400, "not JSON");
  }
}

async function answer(request) {
  const { pathname } = new URL(request.url, "http://shop");
  const [route, path] = routes.flatMap((each) => {
    const match = each[0] === request.method && each[1].exec(pathname);
    return match ? [each, match.slice(1)] : [];
  });
  if (route === undefined) refuse(404, "no such page");
  const body = await bodyOf(request);
  // A connection a request: a database that comes back is found again at once.
  const redis = await openRedis({ host: DATABASE_HOST, password: DATABASE_PASSWORD });
  try {
    return await route[2](redis, path, body, request.headers);
  } finally {
    redis.close();
  }
}

const server = createServer(async (request, response) => {
  if (request.url === "/health") return response.end("ok");
  try {
    const result = await answer(request);
    if (!(result instanceof Blob))
      return response.setHeader("Content-Type", "application/json").end(JSON.stringify(result));
    response.setHeader("Content-Type", "text/html; charset=utf-8").end(await result.text());
  } catch (error) {
    response.writeHead(error.status ?? 500, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ message: error.message }));
  }
});
server.listen(8080, () => console.log("the shop is open"));
process.once("SIGTERM", () => server.close(() => process.exit(0)));
