import type { StorePhase, StoreRowFragment } from "../../generated/graphql.ts";
import { PHASES } from "../status/phase-label.ts";

/** What the stores page shows, as its URL says. */
export interface Selection {
  search: string;
  phases: readonly StorePhase[];
  engine: string | undefined;
  sort: SortKey;
}

export const SORTS = {
  newest: "Newest first",
  oldest: "Oldest first",
  name: "Name",
  phase: "Needs attention",
} as const;
export type SortKey = keyof typeof SORTS;

const collator = new Intl.Collator();
// RFC 3339 in UTC sorts as text; parsing ten thousand dates in every comparison would take longer than a frame.
const newestFirst = (a: StoreRowFragment, b: StoreRowFragment) =>
  a.createdAt === b.createdAt ? collator.compare(a.name, b.name) : a.createdAt < b.createdAt ? 1 : -1;
const COMPARE: Record<SortKey, (a: StoreRowFragment, b: StoreRowFragment) => number> = {
  newest: newestFirst,
  oldest: (a, b) => newestFirst(b, a),
  name: (a, b) => collator.compare(a.name, b.name),
  phase: (a, b) => PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase) || newestFirst(a, b),
};

/** The selected stores in their order. */
export function selectStores(rows: readonly StoreRowFragment[], selection: Selection): StoreRowFragment[] {
  const search = selection.search.trim().toLowerCase();
  return rows
    .filter(
      (row) =>
        (selection.phases.length === 0 || selection.phases.includes(row.phase)) &&
        (selection.engine === undefined || row.engine.name === selection.engine) &&
        (search === "" ||
          [row.name, row.displayName, ownHost(row)].some((text) => text.toLowerCase().includes(search))),
    )
    .sort(COMPARE[selection.sort]);
}

/** A host on the platform's domain holds the name and nothing else that would tell stores apart. */
function ownHost(row: StoreRowFragment): string {
  const host = row.url ? (URL.parse(row.url)?.hostname ?? "") : "";
  return host.startsWith(`${row.name}.`) ? "" : host;
}

/** Reads `?q=&phase=&engine=&sort=`; what it doesn't know is left out. */
export function selectionOf(query: Record<string, string | string[] | undefined>): Selection {
  const one = (key: string) => {
    const value = query[key];
    return (Array.isArray(value) ? value[0] : value) ?? "";
  };
  const sort = one("sort");
  return {
    search: one("q"),
    phases: one("phase")
      .toUpperCase()
      .split(",")
      .filter((phase): phase is StorePhase => (PHASES as readonly string[]).includes(phase)),
    engine: one("engine") || undefined,
    sort: sort in SORTS ? (sort as SortKey) : "newest",
  };
}
