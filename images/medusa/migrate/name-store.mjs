import { updateStoresWorkflow } from "@medusajs/medusa/core-flows";

/** The shop's name as the control plane has it. */
export async function nameStore(container, name) {
  const query = container.resolve("query");
  const { data } = await query.graph({ entity: "store", fields: ["id", "name"] });
  const [store] = data;
  if (store.name === name) return;
  await updateStoresWorkflow(container).run({ input: { selector: { id: store.id }, update: { name } } });
}
