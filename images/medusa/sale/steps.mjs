import { SaleError } from "./http.mjs";

/** Where the sale's order goes to; it is cancelled before anybody packs it. */
const address = {
  first_name: "Shopyard",
  last_name: "Sale",
  address_1: "Test street 1",
  city: "Test",
  postal_code: "10115",
};

/** The product list, with the key and the region that the storefront itself uses. */
export async function browse(shop, state) {
  const { body: settings } = await shop.request("GET", "/storefront/settings.json");
  state.headers = { "x-publishable-api-key": expect(settings, "publishableKey", "GET /storefront/settings.json") };
  state.region = expect(settings, "region", "GET /storefront/settings.json");
  const fields =
    "fields=id,title,*variants.calculated_price,%2Bvariants.inventory_quantity,variants.manage_inventory,variants.allow_backorder";
  const { body } = await shop.request("GET", `/store/products?limit=50&region_id=${state.region.id}&${fields}`, state);
  const variants = (body?.products ?? []).flatMap((product) => product.variants ?? []);
  state.variant = variants.find(
    (variant) =>
      variant.calculated_price?.calculated_amount > 0 &&
      (!variant.manage_inventory || variant.allow_backorder || variant.inventory_quantity > 0),
  );
  if (!state.variant) {
    throw answered(`GET /store/products: HTTP 200, but none of ${variants.length} variants has a price and stock`);
  }
}

export async function cart(shop, state) {
  const { body } = await shop.request("POST", "/store/carts", {
    headers: state.headers,
    body: { region_id: state.region.id, metadata: { shopyard_sale: state.id } },
  });
  state.cart = expect(body, "cart", "POST /store/carts");
  const { body: filled } = await shop.request("POST", `/store/carts/${state.cart.id}/line-items`, {
    headers: state.headers,
    body: { variant_id: state.variant.id, quantity: 1 },
  });
  if (!(filled?.cart?.items?.length > 0))
    throw answered("POST /store/carts/…/line-items: HTTP 200, but the cart is empty");
}

export async function checkout(shop, state) {
  const { headers } = state;
  const path = `/store/carts/${state.cart.id}`;
  const country_code = expect(state.region.countries?.[0], "code", "GET /storefront/settings.json");
  const to = { ...address, country_code };
  await shop.request("POST", path, {
    headers,
    // One guest customer for all sales of a shop; the order's metadata tells which sale it was.
    body: { email: "sale-probe@shopyard.invalid", shipping_address: to, billing_address: to },
  });
  const { body: shipping } = await shop.request("GET", `/store/shipping-options?cart_id=${state.cart.id}`, { headers });
  const option = expect(shipping?.shipping_options, 0, "GET /store/shipping-options");
  await shop.request("POST", `${path}/shipping-methods`, { headers, body: { option_id: option.id } });
  const { body: payment } = await shop.request("POST", "/store/payment-collections", {
    headers,
    body: { cart_id: state.cart.id },
  });
  const collection = expect(payment, "payment_collection", "POST /store/payment-collections");
  await shop.request("POST", `/store/payment-collections/${collection.id}/payment-sessions`, {
    headers,
    body: { provider_id: "pp_system_default" },
  });
  const { body: completed } = await shop.request("POST", `${path}/complete`, { headers, body: {} });
  if (completed?.type !== "order") {
    throw answered(
      `POST /store/carts/…/complete: HTTP 200, but no order: ${JSON.stringify(completed?.error ?? completed)}`,
    );
  }
  state.order = completed.order;
}

/** Signs in as the admin's pages do, with a session cookie: one that a browser would not send back is a failure. */
export async function admin(shop, state, env) {
  const { body: signedIn } = await shop.request("POST", "/auth/user/emailpass", {
    body: { email: env.SHOPYARD_ADMIN_EMAIL, password: env.SHOPYARD_ADMIN_PASSWORD },
  });
  const token = expect(signedIn, "token", "POST /auth/user/emailpass");
  state.secrets.push(token);
  const session = await shop.request("POST", "/auth/session", {
    headers: { authorization: `Bearer ${token}` },
    body: {},
  });
  const [setCookie] = session.headers["set-cookie"] ?? [];
  if (!setCookie) throw answered("POST /auth/session: HTTP 200, but no session cookie");
  const cookie = setCookie.split(";")[0];
  state.secrets.push(cookie, cookie.split("=").slice(1).join("="));
  if (/;\s*secure/i.test(setCookie) && !env.SHOPYARD_STORE_URL.startsWith("https:")) {
    throw answered("POST /auth/session: the session cookie is Secure, but the shop's address is plain HTTP");
  }
  state.admin = { cookie };
  const { body } = await shop.request("GET", `/admin/orders/${state.order.id}`, { headers: state.admin });
  const seen = expect(body, "order", "GET /admin/orders/…");
  if (seen.total !== state.order.total) {
    throw answered(`GET /admin/orders/…: the total is ${seen.total}, but the customer saw ${state.order.total}`);
  }
  // Whoever tries whether data is kept names an order of before.
  const earlier = env.SHOPYARD_SALE_EXPECT_ORDER;
  if (earlier) {
    const { body: kept } = await shop.request("GET", `/admin/orders/${encodeURIComponent(earlier)}`, {
      headers: state.admin,
    });
    expect(kept, "order", "GET /admin/orders/(the earlier one)");
  }
}

export async function cleanup(shop, state) {
  const path = `/admin/orders/${state.order.id}`;
  await shop.request("POST", path, {
    headers: state.admin,
    body: { metadata: { ...state.order.metadata, shopyard_sale: state.id } },
  });
  await shop.request("POST", `${path}/cancel`, { headers: state.admin, body: {} });
  await shop.request("POST", `${path}/archive`, { headers: state.admin, body: {} });
}

function expect(body, key, label) {
  const value = body?.[key];
  if (value === undefined || value === null)
    throw answered(`${label}: the answer has no ${key}: ${JSON.stringify(body)}`);
  return value;
}

/** The shop answered, and wrongly: nothing to retry. */
function answered(message) {
  return new SaleError(message);
}
