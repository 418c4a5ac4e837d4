/**
 * The paper shop in versions that come up, or fail as the simulated nodes let an image of that tag fail; twice, since a
 * simulated Job runs whatever its image is called: with a migration and without one.
 */
import type { Engine } from "../../../operator/engines/engine.ts";
import { runOperator } from "../../../operator/run.ts";
import { engine as paperShop } from "../../conformance/paper-shop/engine.ts";

const versions = ["1.0.0", "1.1.0", "missing", "crash"].map((version) => ({ version, chart: "chart" }));
const engines: Engine[] = [
  { ...paperShop, versions, name: "versions" },
  { ...paperShop, versions, name: "migrating", migration: "setup" },
];

await runOperator(new Map(engines.map((engine) => [engine.name, engine])));
