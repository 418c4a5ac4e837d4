import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import type { AuditedWrites } from "./audit-log.ts";
import type { ChurnFigures, ChurnSample } from "./churn.ts";
import type { IdleFigures } from "./idle.ts";
import type { RestartFigures, RestartRun } from "./restart.ts";

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
const seconds = (value: number): string => value.toFixed(value < 10 ? 2 : 1);
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const spread = (values: readonly number[]): string =>
  `${seconds(median(values))} (${seconds(Math.min(...values))}-${seconds(Math.max(...values))})`;
/** Of the operator's median to the bare list's. */
const ratio = (pairs: readonly (readonly [operator: number, bare: number])[]): string =>
  (median(pairs.map(([operator]) => operator)) / median(pairs.map(([, bare]) => bare))).toFixed(2);

/** Where and when, in a sentence; the load tells whether others were at work too. */
export const machineLine = (): string =>
  `On ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? "?"}), ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
  `Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}; ` +
  `load of the machine at the end ${loadavg()
    .map((load) => load.toFixed(1))
    .join(", ")}.`;

const writesText = (audits: readonly AuditedWrites[]): string => {
  const kinds = [...new Set(audits.flatMap(({ byKind }) => Object.keys(byKind)))];
  const each = audits.map(({ writes }) => writes).join(", ");
  return kinds.length === 0 ? each : `${each} (${kinds.join("; ")})`;
};
const apart = (audits: readonly AuditedWrites[]): string =>
  (["leases", "events", "dryRuns"] as const).map((what) => audits.map((audit) => audit[what]).join(", ")).join(" / ");

export function restartTable(figures: readonly RestartFigures[]): string {
  const of = <T>({ runs }: RestartFigures, read: (run: RestartRun) => T): T[] => runs.map(read);
  const row = (what: string, cell: (figure: RestartFigures) => string) => [what, ...figures.map(cell)];
  return table(
    ["", ...figures.map(({ stores }) => `${stores} stores`)],
    [
      row("Objects, of which the operator watches", ({ objects, watched }) => `${objects}, ${watched}`),
      row("helm runs, each start", (each) => of(each, ({ operator }) => operator.helmRuns).join(", ")),
      row("Writes, each start", (each) => writesText(of(each, ({ operator }) => operator.audited))),
      row("Lease writes / Events / dry runs, apart", (each) => apart(of(each, ({ operator }) => operator.audited))),
      row("Start of the process to caught up, s: median (range)", (each) =>
        spread(of(each, ({ operator }) => operator.seconds)),
      ),
      row("Bare list and parse, s", (each) => spread(of(each, ({ bare }) => bare.seconds))),
      row("Ratio of the medians", (each) => ratio(of(each, ({ operator, bare }) => [operator.seconds, bare.seconds]))),
      row("The same in CPU: operator, s", (each) => spread(of(each, ({ operator }) => operator.cpuSeconds))),
      row("Bare list and parse, s", (each) => spread(of(each, ({ bare }) => bare.cpuSeconds))),
      row("Ratio of the medians", (each) =>
        ratio(of(each, ({ operator, bare }) => [operator.cpuSeconds, bare.cpuSeconds])),
      ),
      row("Memory (RSS) when caught up, peak", (each) =>
        [
          mebibytes(median(of(each, ({ operator }) => operator.rssBytes))),
          mebibytes(median(of(each, ({ operator }) => operator.peakRssBytes))),
        ].join(", "),
      ),
    ],
  );
}

export const idleTable = ({
  stores,
  minutes,
  audited,
  helmRuns,
  reconciles,
  cpuSeconds,
  rssBytes,
}: IdleFigures): string =>
  table(
    ["", `${stores} stores, ${minutes} minutes`],
    [
      ["Writes", writesText([audited])],
      ["Lease writes / Events / dry runs, apart", apart([audited])],
      ["helm runs", String(helmRuns)],
      ["Looks at a store", String(reconciles)],
      ["CPU", `${seconds(cpuSeconds)} s: ${((cpuSeconds / minutes / 60) * 100).toFixed(2)} % of a core`],
      ["Memory (RSS), start and end", rssBytes.map(mebibytes).join(", ")],
    ],
  );

export function churnTable({ cycles, seconds: took, samples, left, held, retries }: ChurnFigures): string {
  const row = ({ cycles: done, rssBytes, heapBytes, fileDescriptors, sockets }: ChurnSample) => [
    String(done),
    mebibytes(rssBytes),
    mebibytes(heapBytes),
    String(fileDescriptors),
    String(sockets),
  ];
  return [
    table(["Cycles", "Memory (RSS)", "Heap in use", "File descriptors", "Sockets"], samples.map(row)),
    "",
    `${cycles} cycles took ${Math.round(took)} s. Objects left: ${left.length}${left.length > 0 ? ` (${left.slice(0, 10).join(", ")})` : ""}.`,
    `Held by the operator: ${Object.entries(held)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ")}. Retries of its work queue: ${retries}.`,
  ].join("\n");
}
