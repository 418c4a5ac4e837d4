import type { Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { findDrift, type KnownGood } from "../effects/find-drift.ts";
import type { Platform } from "../platform.ts";

/** Looks at stores' objects for the checks beside the reconciling, and remembers what it found as it should be. */
export class DriftLooks {
  readonly #options: { client: KubeClient; platform: Platform };
  readonly #known = new Map<string, KnownGood>();

  constructor(options: { client: KubeClient; platform: Platform }) {
    this.#options = options;
  }

  /** Names of the objects that are no longer as they were applied. */
  async look(store: Store, signal: AbortSignal): Promise<string[]> {
    const { uid } = store.metadata;
    const known = this.#known.get(uid) ?? new Map<string, string>();
    this.#known.set(uid, known);
    const drifted = await findDrift(store, known, { ...this.#options, signal });
    return drifted.map(({ name }) => name);
  }

  forget(uid: string): void {
    this.#known.delete(uid);
  }
}
