import { parseArgs } from "node:util";

export const HELP = `usage: npm run demo [-- options]

Starts a local Kubernetes, the operator, the server and the dashboard; Ctrl-C ends all of it.
With --once: creates a store through GraphQL, shows its timeline live, waits for Ready, deletes it, checks that nothing
is left, and ends.

  --once            no dashboard: one store from nothing to Ready to nothing
  --engine E        with --once: the engine (default woocommerce)
  --name N          with --once: the store's name (default once-<random>)
  --json            with --once: the summary as JSON on the last line of stdout
  --port N          port of dashboard and API (default: 4000, or a free one where it is taken)
  --context NAME    a cluster of your kubeconfig instead of the local one
  --help            this text
`;

export interface DemoArguments {
  once: boolean;
  engine: string;
  name: string | undefined;
  json: boolean;
  port: number | undefined;
  context: string | undefined;
}

export class UsageError extends Error {
  override name = "UsageError";
}

/** @returns undefined where help was asked for @throws UsageError */
export function parseDemoArguments(args: readonly string[]): DemoArguments | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (!values.once) {
    for (const option of ["engine", "name", "json"] as const) {
      if (values[option] !== undefined) throw new UsageError(`--${option} goes with --once (see --help)`);
    }
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new UsageError(`--port has to be a whole number from 1 to 65535, got ${values.port}`);
  }
  return {
    once: values.once ?? false,
    engine: values.engine ?? "woocommerce",
    name: values.name,
    json: values.json ?? false,
    port,
    context: values.context,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: "boolean" },
        engine: { type: "string" },
        name: { type: "string" },
        json: { type: "boolean" },
        port: { type: "string" },
        context: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
