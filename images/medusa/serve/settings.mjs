/**
 * What the storefront must know before it can ask Medusa for anything. All of it is public.
 *
 * @returns {Promise<{ name: string, publishableKey: string, region: { id: string, currency: string,
 *   countries: { code: string, name: string }[] } }>}
 */
export async function readSettings(container) {
  const query = container.resolve("query");
  const [stores, keys, regions] = await Promise.all([
    query.graph({ entity: "store", fields: ["name", "default_region_id"] }),
    query.graph({
      entity: "api_key",
      fields: ["token", "revoked_at", "created_at", "sales_channels.id"],
      filters: { type: "publishable" },
    }),
    query.graph({
      entity: "region",
      fields: ["id", "currency_code", "countries.iso_2", "countries.display_name"],
    }),
  ]);
  const [store] = stores.data;
  const key = keys.data
    .filter((one) => !one.revoked_at && one.sales_channels?.length > 0)
    .sort((a, b) => Number(new Date(a.created_at)) - Number(new Date(b.created_at)))[0];
  const region = regions.data.find(({ id }) => id === store?.default_region_id) ?? regions.data[0];
  if (!store || !key || !region) {
    throw new Error(
      "The storefront needs a store, a region and a publishable key with a sales channel: make them in /app",
    );
  }
  return {
    name: store.name,
    publishableKey: key.token,
    region: {
      id: region.id,
      currency: region.currency_code,
      countries: region.countries
        .map((country) => ({ code: country.iso_2, name: country.display_name }))
        .sort((a, b) => a.name.localeCompare(b.name)),
    },
  };
}
