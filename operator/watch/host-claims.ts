import type { ListWatchOptions } from "@shopyard/kube/list-watch.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { keyOf } from "@shopyard/kube/objects.ts";
import { claimantOf } from "../build/host-claim.ts";
import { FreshCache } from "./fresh-cache.ts";

/** The claims of hosts, by namespace/host, and those of each Store. */
export class HostClaims extends FreshCache<KubeObject> {
  readonly #byStore: ReadonlyMap<string, Map<string, KubeObject>>;

  constructor(options: ListWatchOptions<KubeObject>) {
    const byStore = new Map<string, Map<string, KubeObject>>();
    const forget = (claim: KubeObject) => {
      const uid = claimantOf(claim)?.uid ?? "";
      byStore.get(uid)?.delete(claim.metadata.name);
      if (byStore.get(uid)?.size === 0) byStore.delete(uid);
    };
    super({
      ...options,
      onUpsert(claim, previous) {
        if (previous !== undefined) forget(previous);
        const uid = claimantOf(claim)?.uid;
        if (uid !== undefined) {
          const own = byStore.get(uid) ?? new Map<string, KubeObject>();
          byStore.set(uid, own.set(claim.metadata.name, claim));
        }
        options.onUpsert?.(claim, previous);
      },
      onDelete(last) {
        forget(last);
        options.onDelete?.(last);
      },
    });
    this.#byStore = byStore;
  }

  /** What the Store of this uid has claimed, as far as the watch has told. */
  of(uid: string): KubeObject[] {
    return [...(this.#byStore.get(uid)?.values() ?? [])].filter(
      (claim) => this.get(keyOf(claim))?.metadata.uid === claim.metadata.uid,
    );
  }
}
