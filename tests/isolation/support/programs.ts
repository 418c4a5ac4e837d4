import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const sourceOf = (url: URL) => readFileSync(fileURLToPath(url), "utf8");

/** Arguments of `node` that run a program wherever there is one, without its file. */
const asArguments = (source: string): string[] => ["--input-type=module", "--eval", source];

export const PROBE_SERVER = asArguments(sourceOf(new URL("./probe-server.mjs", import.meta.url)));
export const PROBE_CLIENT = asArguments(sourceOf(new URL("./probe-client.mjs", import.meta.url)));
