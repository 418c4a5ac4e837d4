import type { Catalog } from "@shopyard/crds/catalog.ts";
import { SIZES } from "@shopyard/crds/constants.ts";
import type { Platform } from "../platform.ts";
import { formatBytes, formatCpu } from "./quantity.ts";
import { steadyTotals, storageTotal } from "./resource-quota.ts";

/** What this operator can build, for the server and through it for everybody. */
export function buildCatalog({ config, engines }: Platform): Catalog {
  return {
    baseDomain: config.BASE_DOMAIN,
    urlScheme: config.URL_SCHEME,
    ...(config.URL_PORT !== undefined && { urlPort: config.URL_PORT }),
    simulated: config.SIMULATED,
    maxConcurrentProvisions: config.MAX_CONCURRENT_PROVISIONS,
    maxProvisionSeconds: config.MAX_PROVISION_SECONDS,
    engines: [...engines.values()].map((engine) => ({
      name: engine.name,
      title: engine.title,
      description: engine.description,
      defaultVersion: engine.defaultVersion,
      versions: engine.versions.map(({ version }) => version),
      sizes: SIZES.map((name) => {
        const plan = engine.sizes[name];
        const totals = steadyTotals(plan);
        return {
          name,
          cpu: formatCpu(totals.requestsCpu),
          memory: formatBytes(totals.requestsMemory),
          storage: formatBytes(storageTotal(plan)),
        };
      }),
    })),
  };
}
