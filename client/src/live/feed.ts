/**
 * Reduces a subscription's frames to what has to change, between two animation frames.
 *
 *   replacing --Synced--> following --ResumeGap--> replacing
 *
 * While replacing, the present state is collected aside and nothing shown changes; Synced swaps it in whole, so that
 * nothing stale stays. While following, the newest state of each item wins.
 */
import type { StoreLeftReason } from "../generated/graphql.ts";

export interface Patch<T> {
  /** What is shown now goes, `upserts` is all there is. */
  replace: boolean;
  upserts: Map<string, T>;
  /** Apply these last: a removed item may be among the upserts, by its last state. */
  removals: Map<string, StoreLeftReason>;
}

export interface Feed<T extends { id: string }> {
  /** A subscription begins: with a cursor it goes on from what is known. */
  begin(resumes: boolean): void;
  gap(): void;
  put(items: readonly T[]): void;
  remove(id: string, reason: StoreLeftReason): void;
  synced(): void;
  following(): boolean;
  /** What came since the last call; undefined where nothing has to change. */
  drain(): Patch<T> | undefined;
}

/** `newer` decides between two states of one item; by default the later arrival wins. */
export function makeFeed<T extends { id: string }>(newer: (next: T, known: T) => boolean = () => true): Feed<T> {
  let staged: Map<string, T> | undefined = new Map();
  let pending: Patch<T> = emptyPatch();

  const putInto = (target: Map<string, T>, item: T) => {
    const known = target.get(item.id);
    if (known === undefined || newer(item, known)) target.set(item.id, item);
  };

  return {
    begin(resumes) {
      staged = resumes ? undefined : new Map();
    },
    gap() {
      staged = new Map();
    },
    put(items) {
      for (const item of items) {
        putInto(staged ?? pending.upserts, item);
        pending.removals.delete(item.id);
      }
    },
    remove(id, reason) {
      staged?.delete(id);
      pending.removals.set(id, reason);
    },
    synced() {
      if (staged === undefined) return;
      pending = { replace: true, upserts: staged, removals: pending.removals };
      staged = undefined;
    },
    following: () => staged === undefined,
    drain() {
      if (!pending.replace && pending.upserts.size === 0 && pending.removals.size === 0) return undefined;
      const patch = pending;
      pending = emptyPatch();
      return patch;
    },
  };
}

const emptyPatch = <T>(): Patch<T> => ({ replace: false, upserts: new Map(), removals: new Map() });
