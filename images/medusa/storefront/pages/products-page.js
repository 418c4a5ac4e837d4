import { element } from "../element.js";
import { store } from "../medusa.js";
import { money } from "../money.js";
import { picture } from "./picture.js";

/** Everything the shop sells. */
export async function productsPage({ settings }) {
  const { region, name } = settings;
  const { products } = await store(
    `/products?limit=100&region_id=${region.id}&fields=id,title,handle,thumbnail,*variants.calculated_price`,
  );
  return {
    content: [
      element(
        "div",
        { class: "hero" },
        element("h1", {}, `Welcome to ${name}`),
        element("p", {}, "Good things for every day. Order now, pay on delivery."),
      ),
      products.length === 0
        ? element("p", { class: "notice" }, "There is nothing for sale yet. Come back soon.")
        : element(
            "ul",
            { class: "products" },
            products.map((product) => card(product, region.currency)),
          ),
    ],
  };
}

function card(product, currency) {
  const amounts = product.variants
    .map((variant) => variant.calculated_price?.calculated_amount)
    .filter((amount) => amount !== undefined && amount !== null);
  const least = Math.min(...amounts);
  const from = new Set(amounts).size > 1 ? "from " : "";
  return element(
    "li",
    {},
    element(
      "article",
      { class: "card" },
      picture(product.thumbnail, ""),
      element(
        "div",
        { class: "caption" },
        element(
          "h2",
          {},
          element("a", { class: "card-link", href: `/products/${encodeURIComponent(product.handle)}` }, product.title),
        ),
        amounts.length > 0 && element("span", { class: "price" }, from + money(least, currency)),
      ),
    ),
  );
}
