import type { Phase } from "@shopyard/crds/constants.ts";
import { hostOf, type Store } from "@shopyard/crds/store.ts";
import { phaseOf } from "../kube/phase.ts";

export interface StoreFilter {
  phase?: readonly Phase[] | null | undefined;
  engine?: readonly string[] | null | undefined;
  search?: string | null | undefined;
}

/** A predicate for a filter; `baseDomain` completes the host of stores without one of their own. */
export function filterFor(
  filter: StoreFilter | null | undefined,
  baseDomain: () => string | undefined,
): (store: Store) => boolean {
  const phases = filter?.phase ? new Set<Phase>(filter.phase) : undefined;
  const engines = filter?.engine ? new Set(filter.engine) : undefined;
  const search = filter?.search?.trim().toLowerCase() || undefined;
  return (store) => {
    if (phases !== undefined && !phases.has(phaseOf(store))) return false;
    if (engines !== undefined && !engines.has(store.spec.engine)) return false;
    if (search === undefined) return true;
    const domain = baseDomain();
    const host = domain === undefined ? (store.spec.host ?? "") : hostOf(store, domain);
    return [store.metadata.name, store.spec.displayName ?? "", host].some((text) =>
      text.toLowerCase().includes(search),
    );
  };
}
