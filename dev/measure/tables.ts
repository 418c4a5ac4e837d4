import type { Store } from "@shopyard/crds/store.ts";
import type { Span } from "./first-order.ts";
import type { Footprint } from "./footprint.ts";

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n")
    .concat("\n");
const seconds = (value: number): string => (Number.isFinite(value) ? value.toFixed(value < 1 ? 2 : 1) : "?");
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

export const imageTable = (images: readonly { ref: string; seconds: number; bytes: number }[], total: number): string =>
  table(
    ["Image", "Archive", "Into an empty node, s"],
    [
      ...images.map(({ ref, bytes, seconds: took }) => [`\`${ref}\``, mebibytes(bytes), seconds(took)]),
      ["all", mebibytes(images.reduce((sum, { bytes }) => sum + bytes, 0)), seconds(total)],
    ],
  );

/** One row a part: when it began and ended in the first store, and in the second. */
export function spanTable({ first, second }: { first: readonly Span[]; second: readonly Span[] }): string {
  const parts = [...new Set([...first, ...second].map(({ part }) => part))];
  const cell = (spans: readonly Span[], part: string) => {
    const span = spans.find((each) => each.part === part);
    if (span === undefined) return "-";
    const took = seconds(span.to - span.from);
    return part.startsWith("sale: ") ? took : `${took} (${seconds(span.from)}-${seconds(span.to)})`;
  };
  return table(
    ["Part", "First store, s (from-to)", "Second store, s (from-to)"],
    parts.map((part) => [part, cell(first, part), cell(second, part)]),
  );
}

export const footprintTable = (parts: readonly Footprint[]): string =>
  table(
    ["Part", "Memory", "CPU", "Volumes"],
    [
      ...parts.map(({ part, memory, cores, volumes }) => [
        part,
        mebibytes(memory),
        `${Math.round(cores * 1000)}m`,
        Object.entries(volumes)
          .map(([name, bytes]) => `${name} ${mebibytes(bytes)}`)
          .join(", ") || "-",
      ]),
      [
        "all",
        mebibytes(parts.reduce((sum, { memory }) => sum + memory, 0)),
        `${Math.round(parts.reduce((sum, { cores }) => sum + cores, 0) * 1000)}m`,
        mebibytes(parts.flatMap(({ volumes }) => Object.values(volumes)).reduce((sum, bytes) => sum + bytes, 0)),
      ],
    ],
  );

export const storesTable = (stores: readonly Store[]): string =>
  table(
    ["Store", "Ended", "From creation, s", "In a slot, s", "Order or reason"],
    stores.map(({ metadata, status }) => {
      const created = Date.parse(metadata.creationTimestamp);
      const ended = Date.parse(status?.readyAt ?? status?.lastError?.time ?? "");
      const started = Date.parse(status?.startedAt ?? "");
      return [
        metadata.name,
        status?.phase ?? "?",
        seconds((ended - created) / 1000),
        seconds((ended - started) / 1000),
        status?.sale?.order ?? status?.lastError?.message ?? "-",
      ];
    }),
  );
