import { readSettings, ShopError, store } from "./medusa.js";

const key = "cart";
const fields = "fields=*items,*items.variant,*shipping_methods,*region";
const listeners = new Set();

/** Calls back with the number of things in the cart whenever it may have changed. */
export function onCartChange(listener) {
  listeners.add(listener);
}

/** The visitor's cart, or undefined where there is none (any more). */
export async function currentCart() {
  const id = localStorage.getItem(key);
  if (!id) return told(undefined);
  try {
    const { cart } = await store(`/carts/${id}?${fields}`);
    if (!cart.completed_at) return told(cart);
  } catch (error) {
    if (!(error instanceof ShopError) || error.status !== 404) throw error;
  }
  forgetCart();
  return undefined;
}

export async function addToCart(variantId, quantity) {
  let cart = await currentCart();
  if (!cart) {
    const { region } = await readSettings();
    ({ cart } = await store("/carts", { region_id: region.id }));
    localStorage.setItem(key, cart.id);
  }
  await store(`/carts/${cart.id}/line-items`, { variant_id: variantId, quantity });
  return currentCart();
}

export async function setQuantity(cart, itemId, quantity) {
  if (quantity === 0) await store(`/carts/${cart.id}/line-items/${itemId}`, undefined, "DELETE");
  else await store(`/carts/${cart.id}/line-items/${itemId}`, { quantity });
  return currentCart();
}

/** After the order, or when the server no longer knows the cart. */
export function forgetCart() {
  localStorage.removeItem(key);
  told(undefined);
}

function told(cart) {
  const count = (cart?.items ?? []).reduce((sum, item) => sum + item.quantity, 0);
  for (const listener of listeners) listener(count);
  return cart;
}
