import { createApiKeysWorkflow, linkSalesChannelsToApiKeyWorkflow } from "@medusajs/medusa/core-flows";

/**
 * The storefront needs one publishable key that belongs to a sales channel. Medusa makes one in an empty shop; the
 * database template has none, and an owner may have revoked all.
 */
export async function ensurePublishableKey(container) {
  const query = container.resolve("query");
  const { data: keys } = await query.graph({
    entity: "api_key",
    fields: ["id", "revoked_at", "sales_channels.id"],
    filters: { type: "publishable" },
  });
  if (keys.some((key) => !key.revoked_at && key.sales_channels?.length > 0)) return;
  const { data: stores } = await query.graph({ entity: "store", fields: ["default_sales_channel_id"] });
  const { result } = await createApiKeysWorkflow(container).run({
    input: { api_keys: [{ title: "Storefront", type: "publishable", created_by: "" }] },
  });
  await linkSalesChannelsToApiKeyWorkflow(container).run({
    input: { id: result[0].id, add: [stores[0].default_sales_channel_id] },
  });
}
