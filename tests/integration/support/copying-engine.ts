/**
 * Medusa's chart, which copies the data before it migrates, in versions that come up or fail as the simulated nodes let
 * an image of that tag fail: `crash` in the migration, `missing` before it, `lost` after it and in the way back.
 */
import type { Engine } from "../../../operator/engines/engine.ts";
import { medusa } from "../../../operator/engines/medusa.ts";
import { runOperator } from "../../../operator/run.ts";

const engine: Engine = {
  ...medusa,
  name: "copying",
  versions: ["1.0.0", "1.1.0", "missing", "crash", "lost"].map((version) => ({ version, chart: "medusa" })),
  defaultVersion: "1.0.0",
  images: (version) => ({
    ...medusa.images(version),
    ...(version === "lost" && { database: { repository: "postgres", tag: "crash" } }),
  }),
};

await runOperator(new Map([[engine.name, engine]]));
