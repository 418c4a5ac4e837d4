/** `npm run client`: the dashboard by vite's development server, against any Shopyard server. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createServer } from "vite";

const USAGE = `Usage: npm run client -- [--server URL] [--port N]

  --server URL  where GraphQL answers (default: SHOPYARD_SERVER, else http://127.0.0.1:4000)
  --port N      port of the dashboard, 1-65535 (default: 5173, or the next free one)
  --help        this text`;

interface Options {
  server: string;
  port: number | undefined;
}

function parseOptions(argv: readonly string[], env: NodeJS.ProcessEnv): Options | "help" {
  const { values } = parseArgs({
    args: [...argv],
    options: { server: { type: "string" }, port: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return "help";
  const server = values.server ?? env.SHOPYARD_SERVER ?? "http://127.0.0.1:4000";
  if (!/^https?:$/.test(URL.parse(server)?.protocol ?? "")) {
    throw new Error(`--server must be an http or https URL, e.g. http://127.0.0.1:4000; got "${server}"`);
  }
  if (values.port === undefined) return { server, port: undefined };
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`--port must be a whole number from 1 to 65535; got "${values.port}"`);
  }
  return { server, port };
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options === "help") {
    console.log(USAGE);
    return;
  }
  // vite.config.ts proxies /graphql to it.
  process.env.SHOPYARD_SERVER = new URL(options.server).origin;
  const root = join(import.meta.dirname, "..", "client");
  const vite = await createServer({
    root,
    configFile: join(root, "vite.config.ts"),
    clearScreen: false,
    // A port that was asked for is that one or an error.
    server: { host: "127.0.0.1", port: options.port ?? 5173, strictPort: options.port !== undefined },
  });
  await vite.listen();
  console.log(`Dashboard: ${vite.resolvedUrls?.local[0]} (GraphQL at ${process.env.SHOPYARD_SERVER}/graphql)`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void vite.close().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
