/**
 * How many stores one owner may have and make. This is the seam for exactness across replicas: today each replica
 * counts its own cache plus what it has in flight; one small object an owner, compared and set, can take its place.
 */
import type { StoresCache } from "../kube/stores-cache.ts";
import type { Limit } from "./domain-error.ts";

interface Reservation {
  refused?: undefined;
  /** To be called once the create is over: `created` where a store came of it. */
  release(created: boolean): void;
}

interface Refusal {
  refused: Limit;
}

export interface AdmissionSlots {
  reserve(owner: string, name: string): Promise<Reservation | Refusal>;
}

export interface CachedSlotsOptions {
  stores: Pick<StoresCache, "ofOwner" | "byName">;
  ownStoresLimit: number;
  createsPerMinute: number;
  now: () => number;
}

const WINDOW_MS = 60_000;

interface Recent {
  name: string;
  time: number;
}

/** Counts the owner's stores in the cache, creates under way here, and creates here whose store is already gone. */
export function createCachedSlots({
  stores,
  ownStoresLimit,
  createsPerMinute,
  now,
}: CachedSlotsOptions): AdmissionSlots {
  const inFlight = new Map<string, Set<string>>();
  const recent = new Map<string, Recent[]>();

  const sweep = () => {
    for (const [owner, list] of recent) {
      const kept = list.filter(({ time }) => time > now() - WINDOW_MS);
      if (kept.length > 0) recent.set(owner, kept);
      else recent.delete(owner);
    }
  };

  return {
    async reserve(owner, name) {
      sweep();
      const underWay = inFlight.get(owner) ?? new Set<string>();
      // One still in flight that the cache already shows counts once.
      const pending = [...underWay].filter((other) => other !== name && stores.byName(other) === undefined);
      const owned = [...stores.ofOwner(owner)];

      const used = owned.length + pending.length;
      if (used >= ownStoresLimit) {
        return { refused: { kind: "OWN_STORES", limit: ownStoresLimit, used, retryAfterSeconds: undefined } };
      }

      const times = new Map<string, number>();
      for (const { name: made, time } of recent.get(owner) ?? []) times.set(`${made} ${time}`, time);
      const counted = new Set((recent.get(owner) ?? []).map((entry) => entry.name));
      for (const { metadata } of owned) {
        const time = Date.parse(metadata.creationTimestamp);
        if (time > now() - WINDOW_MS && !counted.has(metadata.name)) times.set(`${metadata.name} ${time}`, time);
      }
      const made = times.size + pending.length;
      if (made >= createsPerMinute) {
        const oldest = Math.min(now(), ...times.values());
        const retryAfterSeconds = Math.max(1, Math.ceil((oldest + WINDOW_MS - now()) / 1000));
        return { refused: { kind: "CREATE_RATE", limit: createsPerMinute, used: made, retryAfterSeconds } };
      }

      underWay.add(name);
      inFlight.set(owner, underWay);
      let held = true;
      return {
        release(created) {
          if (!held) return;
          held = false;
          underWay.delete(name);
          if (underWay.size === 0) inFlight.delete(owner);
          if (created) recent.set(owner, [...(recent.get(owner) ?? []), { name, time: now() }]);
        },
      };
    },
  };
}
