import { currentCart, forgetCart } from "../cart.js";
import { element } from "../element.js";
import { ShopError, store } from "../medusa.js";
import { money } from "../money.js";
import { sums } from "./sums.js";

const contact = [{ name: "email", label: "E-mail", type: "email", autocomplete: "email" }];
const address = [
  { name: "first_name", label: "First name", autocomplete: "given-name", half: true },
  { name: "last_name", label: "Last name", autocomplete: "family-name", half: true },
  { name: "address_1", label: "Street and number", autocomplete: "address-line1" },
  { name: "postal_code", label: "Postal code", autocomplete: "postal-code", half: true },
  { name: "city", label: "City", autocomplete: "address-level2", half: true },
];

/** Address, delivery and manual payment, in one form. */
export async function checkoutPage({ settings, go }) {
  const cart = await currentCart();
  if (!cart?.items?.length) {
    return {
      title: "Checkout",
      content: element(
        "div",
        { class: "hero" },
        element("h1", {}, "There is nothing to check out"),
        element("p", {}, element("a", { class: "button", href: "/" }, "See all products")),
      ),
    };
  }
  const { shipping_options: deliveries } = await store(`/shipping-options?cart_id=${cart.id}`);
  const problem = element("p", { class: "error", role: "alert" });
  const button = element("button", { class: "button wide", type: "submit" }, "Place order");
  const summary = element("div", {}, sums(cart));

  const choose = async (option) => {
    const { cart: priced } = await store(`/carts/${cart.id}/shipping-methods?fields=*items,*shipping_methods`, {
      option_id: option.id,
    });
    summary.replaceChildren(sums(priced));
  };
  const submit = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    const form = new FormData(event.target);
    button.setAttribute("aria-disabled", "true");
    button.textContent = "Placing your order…";
    try {
      const order = await placeOrder(cart, form);
      forgetCart();
      await go(`/orders/${order.id}`);
    } catch (error) {
      problem.textContent = error instanceof ShopError ? error.message : "That didn't work. Please try again.";
      button.removeAttribute("aria-disabled");
      button.textContent = "Place order";
    }
  };

  if (deliveries.length > 0) await choose(deliveries[0]);
  return {
    title: "Checkout",
    content: [
      element("h1", { class: "title" }, "Checkout"),
      element(
        "form",
        {
          class: "split wide-left",
          onsubmit: (event) => {
            event.preventDefault();
            if (button.getAttribute("aria-disabled") !== "true") submit(event);
          },
        },
        element(
          "div",
          { class: "stack" },
          group("Contact", contact.map(field)),
          group("Deliver to", [
            ...address.map(field),
            element(
              "div",
              { class: "field" },
              element("label", { for: "country_code" }, "Country"),
              element(
                "select",
                { id: "country_code", name: "country_code", autocomplete: "country", required: true },
                settings.region.countries.map(({ code, name }) => element("option", { value: code }, name)),
              ),
            ),
          ]),
          element(
            "fieldset",
            {},
            element("legend", { class: "section" }, "Delivery"),
            deliveries.length === 0 && element("p", { class: "notice" }, "The shop has no delivery yet."),
            element(
              "div",
              { class: "options" },
              deliveries.map((option, index) =>
                element(
                  "label",
                  { class: "option" },
                  element("input", {
                    type: "radio",
                    name: "delivery",
                    value: option.id,
                    checked: index === 0,
                    required: true,
                    onchange: () =>
                      choose(option).catch((error) => {
                        problem.textContent = error.message;
                      }),
                  }),
                  element(
                    "span",
                    {},
                    option.name,
                    " ",
                    element("span", { class: "quiet" }, option.type?.description ?? ""),
                  ),
                  element("span", { class: "price" }, money(option.amount, cart.currency_code)),
                ),
              ),
            ),
          ),
          element(
            "fieldset",
            {},
            element("legend", { class: "section" }, "Payment"),
            element(
              "div",
              { class: "options" },
              element(
                "label",
                { class: "option" },
                element("input", { type: "radio", name: "payment", value: "pp_system_default", checked: true }),
                element("span", {}, "Pay on delivery ", element("span", { class: "quiet" }, "no card needed")),
              ),
            ),
          ),
        ),
        element(
          "section",
          { class: "panel stay", "aria-label": "Summary" },
          element("h2", {}, "Your order"),
          element(
            "ul",
            { class: "lines" },
            cart.items.map((item) =>
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
                  money(item.total ?? item.unit_price * item.quantity, cart.currency_code),
                ),
              ),
            ),
          ),
          summary,
          button,
          problem,
        ),
      ),
    ],
  };
}

/** Medusa's order of steps: address, delivery (chosen before), payment collection, payment session, completion. */
async function placeOrder(cart, form) {
  const to = Object.fromEntries(
    [...address.map(({ name }) => name), "country_code"].map((name) => [name, form.get(name)]),
  );
  await store(`/carts/${cart.id}`, { email: form.get("email"), shipping_address: to, billing_address: to });
  await store(`/carts/${cart.id}/shipping-methods`, { option_id: form.get("delivery") });
  const { payment_collection: collection } = await store("/payment-collections", { cart_id: cart.id });
  await store(`/payment-collections/${collection.id}/payment-sessions`, { provider_id: form.get("payment") });
  const completed = await store(`/carts/${cart.id}/complete`, {});
  if (completed.type !== "order") throw new ShopError(completed.error?.message ?? "The order can't be placed.", 400);
  return completed.order;
}

function group(name, fields) {
  return element(
    "fieldset",
    {},
    element("legend", { class: "section" }, name),
    element("div", { class: "fields" }, fields),
  );
}

function field({ name, label, type = "text", autocomplete, half }) {
  return element(
    "div",
    { class: half ? "field half" : "field" },
    element("label", { for: name }, label),
    element("input", { id: name, name, type, autocomplete, required: true, maxlength: 200 }),
  );
}
