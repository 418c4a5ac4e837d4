import { currentCart, onCartChange } from "./cart.js";
import { element } from "./element.js";
import { readSettings, ShopError } from "./medusa.js";
import { cartPage } from "./pages/cart-page.js";
import { checkoutPage } from "./pages/checkout-page.js";
import { orderPage } from "./pages/order-page.js";
import { productPage } from "./pages/product-page.js";
import { productsPage } from "./pages/products-page.js";

/** Each page gives `{ title, content }`, after it has whatever it needs. */
const routes = [
  [/^\/$/, productsPage, "products"],
  [/^\/products\/([^/]+)$/, productPage, "products"],
  [/^\/cart$/, cartPage, "cart"],
  [/^\/checkout$/, checkoutPage, "cart"],
  [/^\/orders\/([^/]+)$/, orderPage, undefined],
];
const main = document.getElementById("content");
let visit = 0;

/** Goes to another page of the storefront without loading the document again. */
function go(path) {
  history.pushState(undefined, "", path);
  return show();
}

async function show({ focus = true } = {}) {
  const mine = ++visit;
  const path = location.pathname;
  const [pattern, page, section] = routes.find(([candidate]) => candidate.test(path)) ?? [];
  main.setAttribute("aria-busy", "true");
  let shown;
  try {
    const settings = await readSettings();
    nameShop(settings.name);
    shown = page
      ? await page(
          { settings, go, announce, refresh: () => show({ focus: false }) },
          decodeURIComponent(pattern.exec(path)[1] ?? ""),
        )
      : missing();
    shown.title = shown.title ? `${shown.title} – ${settings.name}` : settings.name;
  } catch (error) {
    shown = error instanceof ShopError && error.status === 404 ? missing() : failure(error);
  }
  // A later visit overtook this one.
  if (mine !== visit) return;
  document.title = shown.title;
  main.replaceChildren(...[shown.content].flat());
  main.removeAttribute("aria-busy");
  for (const link of document.querySelectorAll("[data-nav]")) {
    if (link.dataset.nav === section) link.setAttribute("aria-current", link.pathname === path ? "page" : "true");
    else link.removeAttribute("aria-current");
  }
  if (!focus) return;
  scrollTo(0, 0);
  // The heading tells a screen reader that the page changed.
  const heading = main.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

function missing() {
  return {
    title: "Not found",
    content: element(
      "div",
      { class: "hero" },
      element("h1", {}, "This page isn't here"),
      element("p", {}, "It may have been sold out or moved."),
      element("p", {}, element("a", { class: "button", href: "/" }, "See all products")),
    ),
  };
}

function failure(error) {
  if (!(error instanceof ShopError)) console.error(error);
  const reason = error instanceof ShopError ? error.message : "The shop has a problem. Please try again.";
  return {
    title: "Problem",
    content: element(
      "div",
      { class: "hero", role: "alert" },
      element("h1", {}, "That didn't work"),
      element("p", {}, reason),
      element("p", {}, element("button", { class: "button", type: "button", onclick: () => show() }, "Try again")),
    ),
  };
}

function nameShop(name) {
  document.getElementById("brand").textContent = name;
  document.getElementById("foot-name").textContent = name;
}

function announce(text) {
  const place = document.getElementById("announcement");
  place.textContent = "";
  // Emptied first, so that the same words are read again.
  requestAnimationFrame(() => {
    place.textContent = text;
  });
}

onCartChange((count) => {
  const badge = document.getElementById("cart-count");
  badge.hidden = count === 0;
  badge.replaceChildren(String(count), element("span", { class: "visually-hidden" }, count === 1 ? " item" : " items"));
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : undefined;
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || !routes.some(([pattern]) => pattern.test(link.pathname))) return;
  if (link.hash) return;
  event.preventDefault();
  go(link.pathname);
});
addEventListener("popstate", () => show());

await show({ focus: false });
currentCart().catch(() => {});
