import { element } from "../element.js";
import { money } from "../money.js";

/** What a cart or an order costs, line by line. */
export function sums(priced) {
  const row = (name, amount, attributes) =>
    element(
      "div",
      attributes,
      element("dt", {}, name),
      element("dd", {}, typeof amount === "string" ? amount : money(amount, priced.currency_code)),
    );
  return element(
    "dl",
    { class: "sums" },
    row("Items", priced.item_total),
    priced.discount_total > 0 && row("Discount", -priced.discount_total),
    row("Delivery", priced.shipping_methods?.length ? priced.shipping_total : "at checkout"),
    priced.tax_total > 0 && row("Of that, tax", priced.tax_total),
    row("Total", priced.total, { class: "total" }),
  );
}
