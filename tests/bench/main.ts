/** `npm run bench`: what the operator costs over many stores, at its start, at rest, and over their coming and going. */
import { type BenchArguments, HELP, parseBenchArguments } from "./arguments.ts";
import { benchChurn } from "./churn.ts";
import { benchIdle } from "./idle.ts";
import { benchRestart } from "./restart.ts";
import { churnTable, idleTable, machineLine, restartTable } from "./tables.ts";

const say = (line: string) => process.stderr.write(`${line}\n`);
const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => abort.abort(new Error("interrupted")));

try {
  const args = parseBenchArguments(process.argv.slice(2));
  if (args === undefined) process.stdout.write(HELP);
  else {
    const { table, figures } = await bench(args);
    process.stdout.write(`${table}\n\n${machineLine()}\n`);
    if (args.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  }
} catch (error) {
  say(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = abort.signal.aborted ? 130 : 1;
}
// A keep-alive socket of fetch must not hold the terminal.
process.exit();

async function bench(args: BenchArguments): Promise<{ table: string; figures: unknown }> {
  switch (args.bench) {
    case "restart": {
      const figures = await benchRestart(args, say, abort.signal);
      return { table: restartTable(figures), figures };
    }
    case "idle": {
      const figures = await benchIdle(args, say, abort.signal);
      return { table: idleTable(figures), figures };
    }
    case "churn": {
      const figures = await benchChurn(args, say, abort.signal);
      return { table: churnTable(figures), figures };
    }
  }
}
