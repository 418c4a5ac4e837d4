import { hostOf } from "@shopyard/crds/store.ts";
import type { FieldViolation } from "./domain-error.ts";
import type { Platform } from "./platform.ts";

/**
 * Whether another store asks for the same host, as far as this replica has heard: a wish that would come to nothing is
 * refused at once. Who gets a host is the operator's to say (docs/decisions/0019-a-host-is-one-stores.md).
 */
export function hostTaken(
  { stores, catalog }: Pick<Platform, "stores" | "catalog">,
  wish: { name: string; host?: string | null | undefined },
): FieldViolation[] {
  const baseDomain = catalog.current?.baseDomain;
  if (baseDomain === undefined) return [];
  const host = hostOf({ metadata: wish, spec: { ...(wish.host && { host: wish.host }) } }, baseDomain);
  for (const store of stores.values()) {
    if (store.metadata.name !== wish.name && hostOf(store, baseDomain) === host) {
      return [{ field: "host", got: host, allowed: "a host that no other store has" }];
    }
  }
  return [];
}
