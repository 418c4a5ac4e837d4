// Buys something and looks for the order as the administrator does: see images/medusa/README.md.
import { writeFileSync } from "node:fs";
import { runSale } from "./sale/run-sale.mjs";

const result = await runSale(process.env);
writeFileSync(process.env.SHOPYARD_RESULT ?? "/dev/termination-log", JSON.stringify(result));
process.exit(result.failed ? 1 : 0);
