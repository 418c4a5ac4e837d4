import type { Store } from "@shopyard/crds/store.ts";
import { changeStore } from "./change-store.ts";
import type { Platform } from "./platform.ts";

/**
 * Puts a store to sleep, or wakes it: the spec says so, the operator does it. Asking for what is so already changes
 * nothing and is a success.
 * @throws StoreDeleting, StoreNotFound, ClusterUnavailable
 */
export async function setSuspended(
  platform: Platform,
  input: { id: string },
  suspended: boolean,
): Promise<{ store: Store }> {
  const store = await changeStore(platform, input.id, ({ spec }) =>
    (spec.suspended ?? false) === suspended
      ? undefined
      : { note: suspended ? "sleep requested" : "wake requested", spec: { suspended } },
  );
  return { store };
}
