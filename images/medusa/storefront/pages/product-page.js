import { addToCart } from "../cart.js";
import { element } from "../element.js";
import { ShopError, store } from "../medusa.js";
import { money } from "../money.js";
import { picture } from "./picture.js";

/** One product with its variants, and the button that matters. */
export async function productPage({ settings, announce, go }, handle) {
  const { region } = settings;
  const { products } = await store(
    `/products?handle=${encodeURIComponent(handle)}&region_id=${region.id}` +
      "&fields=*variants.calculated_price,%2Bvariants.inventory_quantity,*images",
  );
  const [product] = products;
  if (!product) throw new ShopError("There is no such product.", 404);
  const variants = product.variants;
  let chosen = variants.find(isAvailable) ?? variants[0];

  const price = element("p", { class: "price" });
  const availability = element("p", { class: "quiet" });
  const problem = element("p", { class: "error", role: "alert" });
  const button = element("button", { class: "button wide", type: "submit" });
  const describe = () => {
    price.textContent = chosen?.calculated_price
      ? money(chosen.calculated_price.calculated_amount, region.currency)
      : "No price yet";
    const available = Boolean(chosen?.calculated_price) && isAvailable(chosen);
    availability.textContent = available ? "In stock" : "Sold out";
    button.disabled = !available;
    button.textContent = available ? "Add to cart" : "Sold out";
  };
  describe();

  const submit = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    button.disabled = true;
    try {
      await addToCart(chosen.id, 1);
      announce(`${product.title} is in your cart.`);
      await go("/cart");
    } catch (error) {
      problem.textContent = error instanceof ShopError ? error.message : "That didn't work. Please try again.";
      button.disabled = false;
    }
  };

  return {
    title: product.title,
    content: element(
      "div",
      { class: "split" },
      element("div", {}, picture(product.images[0]?.url ?? product.thumbnail, product.title)),
      element(
        "form",
        { class: "stack stay", onsubmit: submit },
        element("h1", {}, product.title),
        price,
        element("p", {}, product.description ?? ""),
        variants.length > 1 &&
          choices(product, chosen, (variant) => {
            chosen = variant;
            describe();
          }),
        availability,
        button,
        problem,
      ),
    ),
  };
}

function choices(product, chosen, choose) {
  const legend = product.options?.length === 1 ? product.options[0].title : "Version";
  return element(
    "fieldset",
    {},
    element("legend", {}, legend),
    element(
      "div",
      { class: "choices" },
      product.variants.map((variant) =>
        element(
          "label",
          { class: "choice" },
          element("input", {
            type: "radio",
            name: "variant",
            value: variant.id,
            checked: variant === chosen,
            onchange: () => choose(variant),
          }),
          element("span", {}, variant.title),
        ),
      ),
    ),
  );
}

function isAvailable(variant) {
  return !variant.manage_inventory || variant.allow_backorder || variant.inventory_quantity > 0;
}
