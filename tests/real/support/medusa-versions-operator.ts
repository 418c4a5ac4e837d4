import { runOperator } from "../../../operator/run.ts";
import { medusaVersions } from "./medusa-versions.ts";

await runOperator(new Map([[medusaVersions.name, medusaVersions]]));
