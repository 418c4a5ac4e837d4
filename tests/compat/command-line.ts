import { parseArgs } from "node:util";
import { parseMinor } from "../../dev/cluster/arguments.ts";
import { KUBERNETES_MINORS, type KubernetesMinor } from "../../dev/cluster/tools/tool-table.ts";

export const HELP = `usage: npm run compat [-- [options] [<path of a suite> ...]]

Runs what depends on Kubernetes' version on each supported minor: a strict dry run of everything that is installed, and
stores from create to delete. Each minor's control plane is built once on this machine (some 5 minutes on 2 cores).
Exits 0 when all passed, 1 when not, 2 when it could not be tried.

options
  --kubernetes M  only this minor (${KUBERNETES_MINORS.join(", ")}); may be given more than once
  --help          this text
`;

/** @throws Error that names the argument, what was got and what is allowed */
export function parseCommandLine(args: readonly string[]): "help" | { minors: KubernetesMinor[]; suites: string[] } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { kubernetes: { type: "string", multiple: true }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return "help";
  const minors = values.kubernetes?.map(parseMinor) ?? KUBERNETES_MINORS;
  return { minors: [...new Set(minors)], suites: positionals };
}
