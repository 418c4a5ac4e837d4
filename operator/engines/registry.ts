import type { Engine } from "./engine.ts";
import { medusa } from "./medusa.ts";
import { woocommerce } from "./woocommerce.ts";

/** The engines this operator can build, by name. */
export type Engines = ReadonlyMap<string, Engine>;

export const builtInEngines: Engines = new Map([woocommerce, medusa].map((engine) => [engine.name, engine]));
