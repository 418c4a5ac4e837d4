import type { Bench } from "./bench.ts";

/** In the order in which they run: what breaks most comes last. */
export const ROW_NAMES = [
  "create",
  "sell",
  "restart",
  "upgrade",
  "wrong-image",
  "database-down",
  "quota",
  "full-volume",
  "delete",
] as const;
export type RowName = (typeof ROW_NAMES)[number];

export const isRowName = (name: string): name is RowName => (ROW_NAMES as readonly string[]).includes(name);

/** One thing that an engine has to do, tried on a store. */
export interface Row {
  name: RowName;
  /** Rows whose outcome this one looks at: they run too, and it cannot where they failed. */
  needs: readonly RowName[];
  /** Whether it begins with a store that is Ready. */
  onReadyStore: boolean;
  /**
   * Resolves with what was seen, for people.
   * @throws ContractError when the engine does not do it, CannotRun when it could not be tried
   */
  run(bench: Bench): Promise<string>;
}
