import type { Store } from "@shopyard/crds/store.ts";
import type { Engine } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";

/**
 * Names the copy of the shop's data that a change to `version` goes back to: when the store was Ready last, in
 * milliseconds. All attempts and changes until it is Ready again have one name, and later ones have greater names: so a
 * copy from before a migration is never taken for one from before another, nor made anew after the first has begun.
 * Undefined where there is nothing to go back to, or where the version, and with it the data, stays the same.
 */
export function copyKeyOf({ status }: Pick<Store, "status">, version: string): string | undefined {
  const { stable, readyAt } = status ?? {};
  if (stable === undefined || readyAt === undefined || stable.appVersion === version) return undefined;
  return String(Date.parse(readyAt));
}

/** The chart's value for it. No part of the digest: the release is the same, whatever there is to go back to. */
export function copyValue(
  store: Pick<Store, "status">,
  { engine, version }: { engine: Engine; version: string },
  { config }: Platform,
): { copy?: { key: string } } {
  const copied = engine.restore !== undefined && config.MIGRATION_COPY === "required";
  return copied ? { copy: { key: copyKeyOf(store, version) ?? "" } } : {};
}
