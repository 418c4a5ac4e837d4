import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Engine } from "../../operator/engines/engine.ts";
import { builtInEngines, type Engines } from "../../operator/engines/registry.ts";

/** Names the module to the operator that the kit starts. */
export const ENGINE_MODULE_VARIABLE = "SHOPYARD_ENGINE_MODULE";

/** Where an engine comes from. */
export interface EngineSource {
  engine: Engine;
  /** The module it was read from and the folder of its charts; undefined for this repository's own. */
  module: { file: string; folder: string } | undefined;
}

/** @throws Error that names the engines there are, or what the module lacks */
export async function findEngine(name: string, module: string | undefined): Promise<EngineSource> {
  if (module === undefined) {
    const engine = builtInEngines.get(name);
    if (engine === undefined) {
      throw new Error(
        `no engine "${name}" here; there is ${[...builtInEngines.keys()].join(", ")}; --engine-module names others`,
      );
    }
    return { engine, module: undefined };
  }
  const file = resolve(module);
  const engine = await readEngine(file);
  if (engine.name !== name) throw new Error(`${module} exports the engine "${engine.name}", not "${name}"`);
  return { engine, module: { file, folder: dirname(file) } };
}

/** The engines of an operator that knows the module's one alone. */
export async function enginesOfModule(file: string): Promise<Engines> {
  const engine = await readEngine(resolve(file));
  return new Map([[engine.name, engine]]);
}

async function readEngine(file: string): Promise<Engine> {
  const { engine } = (await import(pathToFileURL(file).href)) as { engine?: Engine };
  if (typeof engine?.name !== "string") throw new Error(`${file} has to export an Engine as "engine"`);
  return engine;
}
