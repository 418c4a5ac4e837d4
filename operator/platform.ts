import type { Config } from "./config.ts";
import type { Engines } from "./engines/registry.ts";

/** What holds for every store of this operator: its settings, its engines and the yard's id. */
export interface Platform {
  config: Config;
  engines: Engines;
  /** Random, made at installation: marks what is ours. */
  yard: string;
  /** Digest of a chart's files, by folder name; computed once at start. */
  chartDigests: ReadonlyMap<string, ChartInfo>;
}

export interface ChartInfo {
  /** SHA-256 over the chart's files, in hex. */
  digest: string;
  name: string;
  version: string;
  appVersion: string;
}
