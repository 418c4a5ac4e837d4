/** `npm run docs`: the documentation as a site of static files, or served while it is written. */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build, createServer } from "vitepress";
import { SOURCE_URL } from "./site.ts";

const USAGE = `usage: npm run docs [-- options]

Makes dist/docs of what docs/index.md lists: files that any web server serves, below any path. A link that leads nowhere
ends it.

  --out DIR     make it there instead; what is there already is removed
  --serve       serve it instead, and show what is written as it is written
  --port N      port of --serve, 1-65535 (default: 5174, or the next free one)
  --source URL  where a forge shows this repository's files, such as https://github.com/o/r/blob/main; links to what is
                no page lead there (default: such a link is text)
  --help        this text
`;

interface Options {
  out: string;
  serve: boolean;
  port: number | undefined;
  source: string | undefined;
}

function parseOptions(argv: readonly string[]): Options | "help" {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      out: { type: "string" },
      serve: { type: "boolean" },
      port: { type: "string" },
      source: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return "help";
  const { serve = false, source } = values;
  if (serve && values.out !== undefined)
    throw new Error("--out is where a site is made, and --serve makes none: give one");
  const out = values.out ?? join(import.meta.dirname, "../../dist/docs");
  if (source !== undefined && !/^https?:$/.test(URL.parse(source)?.protocol ?? "")) {
    throw new Error(`--source must be an http or https URL, e.g. https://github.com/o/r/blob/main; got "${source}"`);
  }
  if (values.port === undefined) return { out, serve, source, port: undefined };
  if (!serve) throw new Error("--port is the port of --serve: give both, or neither");
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`--port must be a whole number from 1 to 65535; got "${values.port}"`);
  }
  return { out, serve, source, port };
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(USAGE);
    return;
  }
  const { out, serve, port, source } = options;
  // site.ts reads it: VitePress loads its configuration from a file.
  process.env[SOURCE_URL] = source?.replace(/\/+$/, "") ?? "";
  const root = import.meta.dirname;
  if (!serve) {
    await build(root, { outDir: out });
    process.stdout.write(`${resolve(out)}\n`);
    return;
  }
  // A port that was asked for is that one or an error.
  const server = await createServer(root, { host: "127.0.0.1", port: port ?? 5174, strictPort: port !== undefined });
  await server.listen();
  process.stdout.write(`Documentation: ${server.resolvedUrls?.local[0]}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`docs: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
