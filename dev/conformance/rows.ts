import type { Row, RowName } from "./row.ts";
import { create } from "./rows/create.ts";
import { databaseDown } from "./rows/database-down.ts";
import { remove } from "./rows/delete.ts";
import { fullVolume } from "./rows/full-volume.ts";
import { quota } from "./rows/quota.ts";
import { restart } from "./rows/restart.ts";
import { sell } from "./rows/sell.ts";
import { upgrade } from "./rows/upgrade.ts";
import { wrongImage } from "./rows/wrong-image.ts";

/** In the order in which they run. */
export const ROWS: readonly Row[] = [
  create,
  sell,
  restart,
  upgrade,
  wrongImage,
  databaseDown,
  quota,
  fullVolume,
  remove,
];

/** The rows that were asked for and those they need, in order; all of them where none was named. */
export function selectRows(names: readonly RowName[], rows: readonly Row[] = ROWS): Row[] {
  const wanted = new Set<RowName>(names.length === 0 ? rows.map(({ name }) => name) : names);
  // A row needs only earlier ones.
  for (const { name, needs } of [...rows].reverse()) if (wanted.has(name)) for (const need of needs) wanted.add(need);
  return rows.filter(({ name }) => wanted.has(name));
}
