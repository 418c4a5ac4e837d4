/** `npm run build`: the dashboard's pages, and server, dashboard and operator as one file each. */
import { parseArgs } from "node:util";
import { bomFile, buildPart, PARTS, type Part } from "./build-part.ts";

const USAGE = `usage: npm run build [-- <part>...]

parts (default: all)
  client     the dashboard's pages, in client/dist
  server, dashboard, operator
             a process each as one file, in dist/<part>, which needs Node and no packages

What each is made of is listed in dist/sbom/<part>.cdx.json (CycloneDX). A part whose sources are those of its last
build is left as it is.
`;

const isPart = (word: string): word is Part => PARTS.some((part) => part === word);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean", short: "h" } },
});
const unknown = positionals.find((word) => !isPart(word));
if (values.help) {
  process.stdout.write(USAGE);
} else if (unknown !== undefined) {
  process.stderr.write(`build: there is no part "${unknown}"; parts: ${PARTS.join(", ")}\n`);
  process.exitCode = 2;
} else {
  for (const part of positionals.length === 0 ? PARTS : positionals.filter(isPart)) {
    const folder = await buildPart(part, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(`${part}: ${folder} (made of: ${bomFile(part)})\n`);
  }
}
