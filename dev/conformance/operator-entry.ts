/** The operator as operator/main.ts starts it, with the engine of another module: a child process of the kit. */
import { runOperator } from "../../operator/run.ts";
import { ENGINE_MODULE_VARIABLE, enginesOfModule } from "./engine-module.ts";

const file = process.env[ENGINE_MODULE_VARIABLE];
if (file === undefined) throw new Error(`${ENGINE_MODULE_VARIABLE} has to name the engine's module`);
await runOperator(await enginesOfModule(file));
