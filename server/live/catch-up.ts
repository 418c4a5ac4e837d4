/**
 * Waiting for this replica to reach a version that another one has shown already. The watch brings it there by itself
 * when Stores change; where nothing changes, a list that equals the cache proves that the cache is as new as the list.
 */
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { sleep } from "@shopyard/kube/sleep.ts";
import type { StoresCache } from "../kube/stores-cache.ts";
import type { ChangeLog } from "./change-log.ts";

/** How long the watch gets before a list is asked for, and how long between two lists. */
const PROBE_MS = 1_000;

export class CatchUp {
  readonly #client: KubeClient;
  readonly #cache: StoresCache;
  readonly #log: ChangeLog;
  readonly #changed: (signal: AbortSignal, timeoutMs: number) => Promise<void>;
  #probe: Promise<bigint | undefined> | undefined;

  constructor(
    client: KubeClient,
    cache: StoresCache,
    log: ChangeLog,
    changed: (signal: AbortSignal, timeoutMs: number) => Promise<void>,
  ) {
    this.#client = client;
    this.#cache = cache;
    this.#log = log;
    this.#changed = changed;
  }

  /**
   * Resolves to true once everything up to `version` was told here; to false where the API server itself isn't there
   * yet, which means that the version is of another cluster or of before a restore.
   */
  async reach(version: bigint, signal: AbortSignal): Promise<boolean> {
    let since = Date.now();
    while (!signal.aborted) {
      if (this.#cache.synced && this.#known() >= version) return true;
      await this.#changed(signal, PROBE_MS / 4);
      if (signal.aborted || Date.now() - since < PROBE_MS) continue;
      since = Date.now();
      this.#probe ??= this.#compare().finally(() => {
        this.#probe = undefined;
      });
      const present = await Promise.race([this.#probe, sleep(10_000, signal).then(() => undefined)]);
      if (present !== undefined && present < version) return false;
    }
    return true;
  }

  /** Bookmarks count: they say that nothing happened up to them. */
  #known(): bigint {
    if (this.#cache.state === "watching") this.#log.advance(BigInt(this.#cache.resourceVersion ?? 0));
    return this.#log.position;
  }

  /** The API server's present version, where it answers; notes it where the cache equals the list. */
  async #compare(): Promise<bigint | undefined> {
    try {
      const { metadata, items } = await this.#client.list<Store>(this.#cache.path);
      const equal =
        items.length === this.#cache.size &&
        items.every(
          ({ metadata: { uid, resourceVersion } }) =>
            this.#cache.byUid(uid)?.metadata.resourceVersion === resourceVersion,
        );
      const present = BigInt(metadata.resourceVersion);
      if (equal && this.#cache.synced) this.#log.advance(present);
      return present;
    } catch {
      // No answer proves nothing: the reader goes on waiting, as every other reader of a stale replica does.
      return undefined;
    }
  }
}
