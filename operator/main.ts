import { runOperator } from "./run.ts";

await runOperator();
