/**
 * What happened to Stores lately on this replica, so that a reader who was away gets what came since.
 *
 *    floor            every change with a version above floor is in the log        position
 *  ----+---------------------------------------------------------------------------+---->  resource versions
 *
 * A list after a gap tells what changed but not in which order: until it is complete, its changes carry the cursor of
 * the position before the gap, so that a reader cut off in the middle of it gets all of it again. Delivery is at least
 * once.
 */
import type { Store } from "@shopyard/crds/store.ts";
import type { CacheChange } from "../kube/stores-cache.ts";
import { encodeVersion } from "./cursor.ts";

export interface Change {
  readonly kind: "upserted" | "deleted";
  readonly store: Store;
  readonly previous: Store | undefined;
  /** Where a reader stands that has got this and all before. */
  readonly cursor: string;
  /** Readers at or above this version have seen it. */
  readonly version: bigint;
}

interface LoggedChange extends Change {
  version: bigint;
}

/** Above every version there is: a deletion found by a list, until the list's own version is known. */
const UNKNOWN_YET = 2n ** 70n;

export class ChangeLog {
  readonly #capacity: number;
  #changes: LoggedChange[] = [];
  #undated: LoggedChange[] = [];
  #position = 0n;
  #floor: bigint | undefined;

  /** @param capacity changes that are kept; each holds one version of a Store. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The version up to which everything was told. */
  get position(): bigint {
    return this.#position;
  }

  /** Takes what the cache said; undefined before the first complete list, which is nobody's change. */
  append(change: CacheChange): Change | undefined {
    if (this.#floor === undefined) return undefined;
    const seen = BigInt(change.store.metadata.resourceVersion);
    const undated = change.relist && change.kind === "deleted";
    if (!change.relist && seen > this.#position) this.#position = seen;
    const logged: LoggedChange = {
      kind: change.kind,
      store: change.store,
      previous: change.kind === "upserted" ? change.previous : change.store,
      cursor: encodeVersion(this.#position),
      version: undated ? UNKNOWN_YET : seen,
    };
    if (undated) this.#undated.push(logged);
    this.#changes.push(logged);
    if (this.#changes.length > this.#capacity) this.#trim();
    return logged;
  }

  /** A complete list was taken at this version. */
  listed(version: bigint): void {
    for (const change of this.#undated) change.version = version;
    this.#undated = [];
    if (this.#floor === undefined) this.#floor = version;
    this.advance(version);
  }

  /** Everything up to this version is known to have been told. */
  advance(version: bigint): void {
    if (version > this.#position) this.#position = version;
  }

  /** What came after a version, oldest first; undefined where that is no longer known. */
  since(version: bigint): Change[] | undefined {
    if (this.#floor === undefined || version < this.#floor) return undefined;
    return this.#changes.filter((change) => change.version > version);
  }

  #trim(): void {
    // A tenth at a time, so that a full log doesn't copy itself for every change.
    const dropped = this.#changes.splice(0, Math.max(1, Math.floor(this.#capacity / 10)));
    for (const { version } of dropped) {
      const through = version === UNKNOWN_YET ? this.#position : version;
      if (this.#floor !== undefined && through > this.#floor) this.#floor = through;
    }
  }
}
