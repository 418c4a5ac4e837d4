import { currentCart, setQuantity } from "../cart.js";
import { element } from "../element.js";
import { ShopError } from "../medusa.js";
import { money } from "../money.js";
import { picture } from "./picture.js";
import { sums } from "./sums.js";

const most = 10;

/** The cart, with quantities to change. */
export async function cartPage({ announce, refresh }) {
  const cart = await currentCart();
  if (!cart?.items?.length) {
    return {
      title: "Cart",
      content: element(
        "div",
        { class: "hero" },
        element("h1", {}, "Your cart is empty"),
        element("p", {}, "Things you add wait here for you."),
        element("p", {}, element("a", { class: "button", href: "/" }, "See all products")),
      ),
    };
  }
  const problem = element("p", { class: "error", role: "alert" });
  const change = async (item, quantity) => {
    problem.textContent = "";
    try {
      await setQuantity(cart, item.id, quantity);
      announce(
        quantity === 0 ? `${item.product_title} is removed.` : `Quantity of ${item.product_title}: ${quantity}.`,
      );
      await refresh();
      document.getElementById(`quantity-${item.id}`)?.focus();
    } catch (error) {
      problem.textContent = error instanceof ShopError ? error.message : "That didn't work. Please try again.";
    }
  };
  const items = cart.items.toSorted((a, b) => a.created_at.localeCompare(b.created_at));
  return {
    title: "Cart",
    content: [
      element("h1", { class: "title" }, "Your cart"),
      element(
        "div",
        { class: "split wide-left" },
        element(
          "ul",
          { class: "lines" },
          items.map((item) => line(item, cart.currency_code, change)),
        ),
        element(
          "section",
          { class: "panel stay", "aria-label": "Summary" },
          element("h2", {}, "Summary"),
          sums(cart),
          problem,
          element("a", { class: "button wide", href: "/checkout" }, "Check out"),
        ),
      ),
    ],
  };
}

function line(item, currency, change) {
  const id = `quantity-${item.id}`;
  const values = Array.from({ length: Math.max(most, item.quantity) }, (_, index) => index + 1);
  return element(
    "li",
    { class: "line" },
    picture(item.thumbnail, ""),
    element(
      "div",
      {},
      element(
        "h2",
        {},
        element("a", { href: `/products/${encodeURIComponent(item.product_handle)}` }, item.product_title),
      ),
      element("span", { class: "quiet" }, item.variant_title ?? ""),
    ),
    element("span", { class: "price" }, money(item.total ?? item.unit_price * item.quantity, currency)),
    element(
      "div",
      { class: "line-controls" },
      element("label", { for: id }, "Quantity"),
      element(
        "select",
        { id, onchange: (event) => change(item, Number(event.target.value)) },
        values.map((value) => element("option", { value, selected: value === item.quantity }, String(value))),
      ),
      element(
        "button",
        { class: "text-button", type: "button", onclick: () => change(item, 0) },
        "Remove",
        element("span", { class: "visually-hidden" }, ` ${item.product_title}`),
      ),
    ),
  );
}
