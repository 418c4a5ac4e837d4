import loaders from "@medusajs/medusa/loaders/index";

/**
 * Loads the whole shop without its HTTP side, and with Medusa's own defaults made (store, sales channel, publishable
 * key). The process ends by process.exit: Medusa keeps connections open past its shutdown.
 *
 * @param {string} directory where medusa-config.js is
 * @param {(container: import("@medusajs/framework/types").MedusaContainer) => Promise<void>} work
 */
export async function withMedusa(directory, work) {
  const { container } = await loaders.default({ directory, skipLoadingEntryPoints: true });
  await work(container);
}
