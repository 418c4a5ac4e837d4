import type { Engine } from "./engine.ts";
import { medusa } from "./medusa.ts";
import { woocommerce } from "./woocommerce.ts";

/** The engines this operator can build, by name. */
export type Engines = ReadonlyMap<string, Engine>;

/**
 * Those of `engines` that the platform offers: all where none is named.
 * @throws RangeError that names what there is
 */
export function offeredEngines(engines: Engines, names: readonly string[]): Engines {
  const unknown = names.filter((name) => !engines.has(name));
  if (unknown.length > 0) {
    throw new RangeError(`ENGINES names ${unknown.join(", ")}; there is: ${[...engines.keys()].join(", ")}`);
  }
  return names.length === 0 ? engines : new Map([...engines].filter(([name]) => names.includes(name)));
}

export const builtInEngines: Engines = new Map([woocommerce, medusa].map((engine) => [engine.name, engine]));
