import { element } from "../element.js";
import { store } from "../medusa.js";
import { money } from "../money.js";
import { sums } from "./sums.js";

/** Thanks, with the number to quote and what was ordered. */
export async function orderPage(_, id) {
  const { order } = await store(`/orders/${encodeURIComponent(id)}?fields=*items,*shipping_address,*shipping_methods`);
  const to = order.shipping_address;
  return {
    title: `Order ${order.display_id}`,
    content: element(
      "div",
      { class: "thanks" },
      tick(),
      element("h1", {}, "Thank you for your order"),
      element("p", {}, "Your order number is ", element("strong", {}, `#${order.display_id}`), "."),
      element("p", { class: "quiet" }, `We have noted ${order.email} and will be in touch about delivery.`),
      element(
        "section",
        { class: "panel", "aria-label": "What you ordered" },
        element("h2", {}, "What you ordered"),
        element(
          "ul",
          { class: "lines" },
          order.items.map((item) =>
            element(
              "li",
              { class: "caption" },
              element(
                "span",
                {},
                `${item.quantity} × ${item.product_title}`,
                item.variant_title ? `, ${item.variant_title}` : "",
              ),
              element(
                "span",
                { class: "price" },
                money(item.total ?? item.unit_price * item.quantity, order.currency_code),
              ),
            ),
          ),
        ),
        sums(order),
        to &&
          element(
            "p",
            { class: "quiet" },
            `To ${[`${to.first_name} ${to.last_name}`, to.address_1, `${to.postal_code} ${to.city}`].join(", ")}`,
          ),
      ),
      element("p", {}, element("a", { class: "button", href: "/" }, "Back to the shop")),
    ),
  };
}

function tick() {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const path = document.createElementNS(namespace, "path");
  for (const [name, value] of Object.entries({ viewBox: "0 0 48 48", class: "mark", "aria-hidden": "true" })) {
    svg.setAttribute(name, value);
  }
  for (const [name, value] of Object.entries({
    d: "M24 4a20 20 0 1 0 0 40 20 20 0 0 0 0-40Zm-9 21 6 6 12-13",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "2.5",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  })) {
    path.setAttribute(name, value);
  }
  svg.append(path);
  return svg;
}
