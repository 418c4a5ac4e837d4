import {
  createInventoryLevelsWorkflow,
  createProductsWorkflow,
  createRegionsWorkflow,
  createShippingOptionsWorkflow,
  createShippingProfilesWorkflow,
  createStockLocationsWorkflow,
  createTaxRegionsWorkflow,
  linkSalesChannelsToStockLocationWorkflow,
  updateStoresWorkflow,
} from "@medusajs/medusa/core-flows";
import { firstProducts } from "./first-products.mjs";

const currency = "eur";
const countries = ["at", "be", "de", "dk", "es", "fi", "fr", "gb", "ie", "it", "nl", "pl", "pt", "se"];
const stock = 1_000;

/**
 * Makes a shop that sells: a region with manual payment, a stock location that ships by hand, a shipping option and the
 * first products in stock. Every part looks first for what an interrupted run left.
 *
 * @param {import("@medusajs/framework/types").MedusaContainer} container
 */
export async function seed(container) {
  const shop = { container, query: container.resolve("query"), link: container.resolve("link") };
  const region = await ensureRegion(shop);
  const store = await ensureStoreDefaults(shop, region);
  const location = await ensureStockLocation(shop, store);
  const profile = await ensureShippingProfile(shop);
  await ensureShippingOption(shop, { region, location, profile });
  await ensureProducts(shop, { store, profile });
  await ensureStock(shop, location);
}

/** The first object of a kind, or what `make` makes. */
async function firstOr({ query }, selection, make) {
  const { data } = await query.graph(selection);
  return data[0] ?? (await make());
}

async function run(workflow, { container }, input) {
  const { result } = await workflow(container).run({ input });
  return result;
}

async function ensureRegion(shop) {
  const region = await firstOr(shop, { entity: "region", fields: ["id", "currency_code"] }, async () => {
    const [made] = await run(createRegionsWorkflow, shop, {
      regions: [{ name: "Europe", currency_code: currency, countries, payment_providers: ["pp_system_default"] }],
    });
    return made;
  });
  const { data: taxed } = await shop.query.graph({ entity: "tax_region", fields: ["country_code"] });
  const missing = countries.filter((code) => !taxed.some((tax) => tax.country_code === code));
  if (missing.length > 0) {
    await run(
      createTaxRegionsWorkflow,
      shop,
      missing.map((code) => ({ country_code: code, provider_id: "tp_system" })),
    );
  }
  return region;
}

async function ensureStoreDefaults(shop, region) {
  const { data } = await shop.query.graph({
    entity: "store",
    fields: ["id", "default_sales_channel_id", "default_region_id"],
  });
  const [store] = data;
  await run(updateStoresWorkflow, shop, {
    selector: { id: store.id },
    update: {
      supported_currencies: [{ currency_code: region.currency_code, is_default: true }],
      default_region_id: region.id,
    },
  });
  return store;
}

async function ensureStockLocation(shop, store) {
  const location = await firstOr(shop, { entity: "stock_location", fields: ["id"] }, async () => {
    const [made] = await run(createStockLocationsWorkflow, shop, {
      locations: [{ name: "Warehouse", address: { address_1: "", city: "Berlin", country_code: "de" } }],
    });
    return made;
  });
  await run(updateStoresWorkflow, shop, { selector: { id: store.id }, update: { default_location_id: location.id } });
  await run(linkSalesChannelsToStockLocationWorkflow, shop, { id: location.id, add: [store.default_sales_channel_id] });
  await shop.link.create({
    stock_location: { stock_location_id: location.id },
    fulfillment: { fulfillment_provider_id: "manual_manual" },
  });
  return location;
}

async function ensureShippingProfile(shop) {
  return firstOr(shop, { entity: "shipping_profile", fields: ["id"], filters: { type: "default" } }, async () => {
    const [made] = await run(createShippingProfilesWorkflow, shop, { data: [{ name: "Default", type: "default" }] });
    return made;
  });
}

async function ensureShippingOption(shop, { region, location, profile }) {
  const fulfillment = shop.container.resolve("fulfillment");
  const [existing] = await fulfillment.listFulfillmentSets({ name: "Delivery" }, { relations: ["service_zones"] });
  const set =
    existing ??
    (await fulfillment.createFulfillmentSets({
      name: "Delivery",
      type: "shipping",
      service_zones: [
        { name: "Europe", geo_zones: countries.map((country_code) => ({ type: "country", country_code })) },
      ],
    }));
  await shop.link.create({
    stock_location: { stock_location_id: location.id },
    fulfillment: { fulfillment_set_id: set.id },
  });
  await firstOr(shop, { entity: "shipping_option", fields: ["id"] }, () =>
    run(createShippingOptionsWorkflow, shop, [
      {
        name: "Standard delivery",
        price_type: "flat",
        provider_id: "manual_manual",
        service_zone_id: set.service_zones[0].id,
        shipping_profile_id: profile.id,
        type: { label: "Standard", description: "2 to 4 working days", code: "standard" },
        prices: [
          { currency_code: region.currency_code, amount: 5 },
          { region_id: region.id, amount: 5 },
        ],
        rules: [
          { attribute: "enabled_in_store", value: "true", operator: "eq" },
          { attribute: "is_return", value: "false", operator: "eq" },
        ],
      },
    ]),
  );
}

async function ensureProducts(shop, { store, profile }) {
  const { data: existing } = await shop.query.graph({ entity: "product", fields: ["handle"] });
  const missing = firstProducts.filter(({ handle }) => !existing.some((product) => product.handle === handle));
  if (missing.length === 0) return;
  await run(createProductsWorkflow, shop, {
    products: missing.map(({ title, handle, description, option, price, weight }) => ({
      title,
      handle,
      description,
      weight,
      status: "published",
      // Relative: the shop's address may change, and the admin has the same origin.
      thumbnail: `/storefront/images/${handle}.svg`,
      images: [{ url: `/storefront/images/${handle}.svg` }],
      shipping_profile_id: profile.id,
      sales_channels: [{ id: store.default_sales_channel_id }],
      options: [option],
      variants: option.values.map((value) => ({
        title: value,
        sku: `${handle}-${value}`.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "-"),
        options: { [option.title]: value },
        prices: [{ currency_code: currency, amount: price }],
      })),
    })),
  });
}

async function ensureStock(shop, location) {
  const { data: items } = await shop.query.graph({ entity: "inventory_item", fields: ["id", "location_levels.id"] });
  const unstocked = items.filter((item) => !item.location_levels?.length);
  if (unstocked.length === 0) return;
  await run(createInventoryLevelsWorkflow, shop, {
    inventory_levels: unstocked.map((item) => ({
      inventory_item_id: item.id,
      location_id: location.id,
      stocked_quantity: stock,
    })),
  });
}
