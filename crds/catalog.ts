/**
 * What this platform can build. The operator publishes it as a ConfigMap, the server watches it: so an engine is data
 * in GraphQL and adding one changes no API.
 */
import type { Size } from "./constants.ts";

export const CATALOG_NAME = "shopyard-catalog";
/** Key in the ConfigMap's `data`; its value is the JSON of `Catalog`. */
export const CATALOG_KEY = "catalog.json";

export interface Catalog {
  /** Stores without a host of their own answer on `<name>.<baseDomain>`. */
  baseDomain: string;
  urlScheme: "http" | "https";
  /** Port in store URLs; absent where it is the scheme's own. */
  urlPort?: number;
  /** True where no containers run: pods are simulated, stores come up but sell nothing. */
  simulated: boolean;
  maxConcurrentProvisions: number;
  maxProvisionSeconds: number;
  engines: CatalogEngine[];
}

export interface CatalogEngine {
  name: string;
  title: string;
  description: string;
  defaultVersion: string;
  versions: string[];
  sizes: CatalogSize[];
}

export interface CatalogSize {
  name: Size;
  /** Cores requested in all, e.g. `150m`. */
  cpu: string;
  /** Memory requested in all, e.g. `1Gi`. */
  memory: string;
  /** Volumes in all, e.g. `10Gi`. */
  storage: string;
}
