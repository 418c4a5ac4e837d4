import { onceAStore } from "../build/once-a-store.ts";
import { policiesDigest } from "../build/policies.ts";
import { buildValues, digestOf } from "../build/values.ts";
import type { Engine } from "../engines/engine.ts";
import type { ChartInfo } from "../platform.ts";

/** The engine, version and chart a spec asks for, or why there is none. */
export type Plan =
  | { engine: undefined }
  | { engine: Engine; version: undefined; asked: string }
  | {
      engine: Engine;
      version: string;
      chart: ChartInfo;
      chartFolder: string;
      values: object;
      digest: string;
      policiesDigest: string;
    };

/** Once a store, because every pass asks and the digests take their time. */
export const planOf = onceAStore((store, platform): Plan => {
  const engine = platform.engines.get(store.spec.engine);
  if (engine === undefined) return { engine: undefined };
  const asked = store.spec.engineVersion || store.status?.engineVersion || engine.defaultVersion;
  const offered = engine.versions.find(({ version }) => version === asked);
  const chart = offered && platform.chartDigests.get(offered.chart);
  if (offered === undefined || chart === undefined) return { engine, version: undefined, asked };
  const values = () => buildValues(store, engine, asked, platform);
  return {
    ...{ engine, version: asked, chart, chartFolder: offered.chart, digest: digestOf(chart, values()) },
    policiesDigest: policiesDigest(store, engine, platform),
    // Built when helm needs them: kept for thousands of stores they would fill the memory.
    get values() {
      return values();
    },
  };
});
