/** The operator as operator/main.ts starts it, with the engine of these tests and a list anew every few seconds. */
import { runOperator } from "../../../operator/run.ts";
import { engine } from "./engine.ts";

/** A watch event that was missed is made up for after this, in milliseconds; up to a fifth longer with jitter. */
const RELIST_MS = 10_000;

await runOperator(new Map([[engine.name, engine]]), { relistMs: RELIST_MS });
