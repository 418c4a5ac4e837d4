import type { CatalogEngine, CatalogSize } from "@shopyard/crds/catalog.ts";
import { builder } from "../builder.ts";
import type { Platform } from "../services/platform.ts";
import { StoreSize } from "./enums.ts";

/** An engine of the catalog, or one that a store names and this platform doesn't offer. */
interface EngineView extends CatalogEngine {
  available: boolean;
}

export function engineView({ catalog }: Platform, name: string): EngineView {
  const engine = catalog.engine(name);
  if (engine !== undefined) return { ...engine, available: true };
  return { name, title: name, description: "", defaultVersion: "", versions: [], sizes: [], available: false };
}

const EngineSize = builder.objectRef<CatalogSize>("EngineSize").implement({
  fields: (t) => ({
    name: t.field({ type: StoreSize, resolve: ({ name }) => name }),
    cpu: t.exposeString("cpu"),
    memory: t.exposeString("memory"),
    storage: t.exposeString("storage"),
  }),
});

export const Engine = builder.objectRef<EngineView>("Engine");

builder.node(Engine, {
  id: { resolve: ({ name }) => name },
  isTypeOf: (value) => typeof value === "object" && value !== null && "available" in value && "versions" in value,
  loadOne: (name, { platform }) => (platform.catalog.engine(name) ? engineView(platform, name) : null),
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    description: t.exposeString("description"),
    defaultVersion: t.exposeString("defaultVersion"),
    versions: t.exposeStringList("versions"),
    sizes: t.field({ type: [EngineSize], resolve: ({ sizes }) => sizes }),
    available: t.exposeBoolean("available", {
      description: "False for an engine that a Store names and this platform doesn't offer.",
    }),
  }),
});
