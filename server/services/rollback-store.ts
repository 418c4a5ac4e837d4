import type { ReleaseRecord, Store } from "@shopyard/crds/store.ts";
import { changeStore } from "./change-store.ts";
import { checkWish } from "./check-wish.ts";
import { NoSuchRevision } from "./domain-error.ts";
import type { Platform } from "./platform.ts";

/**
 * Goes back to a release that was Ready: writes its version and size into the spec. The one that was Ready last counts
 * too: after an upgrade that was taken back, that makes the spec say what serves.
 * @throws NoSuchRevision; InvalidInput where the platform no longer offers what it was; StoreDeleting; StoreNotFound;
 *   ClusterUnavailable.
 */
export async function rollbackStore(
  platform: Platform,
  input: { id: string; revision: number },
): Promise<{ store: Store }> {
  const store = await changeStore(platform, input.id, (current) => {
    const releases = formerReleases(current);
    const target = releases.find(({ revision }) => revision === input.revision);
    if (target === undefined) {
      throw new NoSuchRevision(
        input.revision,
        releases.flatMap(({ revision }) => revision ?? []),
      );
    }
    const { appVersion: engineVersion, size = current.spec.size ?? "small" } = target;
    if (current.spec.engineVersion === engineVersion && (current.spec.size ?? "small") === size) return undefined;
    checkWish(platform, current, { engineVersion, size });
    return { note: "rollback requested", spec: { engineVersion, size } };
  });
  return { store };
}

/** Where a rollback can go, newest first. */
const formerReleases = ({ status }: Store): ReleaseRecord[] => [
  ...(status?.stable ? [status.stable] : []),
  ...(status?.history ?? []),
];
