import { parseArgs } from "node:util";

export const HELP = `usage: npm run demo [-- options]

Starts a local Kubernetes, the operator, the server and the dashboard; Ctrl-C ends all of it.
With --once: creates a store through GraphQL, shows its timeline live, waits for Ready, deletes it, checks that nothing
is left, and ends.

  --real            a node that runs containers, with images built here, instead of simulated ones (Linux, root)
  --once            no dashboard: one store from nothing to Ready to nothing
  --engine E        with --once: the engine (default woocommerce, with --real medusa)
  --name N          with --once: the store's name (default once-<random>)
  --wait            with --once: prints where to shop and where to sign in, and deletes on Enter
  --json            with --once: the summary as JSON on the last line of stdout
  --port N          port of dashboard and API (default: 4000, or a free one where it is taken)
  --context NAME    a cluster of your kubeconfig instead of the local one
  --help            this text
`;

export interface DemoArguments {
  real: boolean;
  once: boolean;
  wait: boolean;
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
    for (const option of ["engine", "name", "json", "wait"] as const) {
      if (values[option] !== undefined) throw new UsageError(`--${option} goes with --once (see --help)`);
    }
  }
  if (values.real && values.context !== undefined) {
    throw new UsageError("--real starts a cluster of its own; --context takes yours: give one of them");
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new UsageError(`--port has to be a whole number from 1 to 65535, got ${values.port}`);
  }
  return {
    real: values.real ?? false,
    once: values.once ?? false,
    wait: values.wait ?? false,
    engine: values.engine ?? (values.real ? "medusa" : "woocommerce"),
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
        real: { type: "boolean" },
        once: { type: "boolean" },
        wait: { type: "boolean" },
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
