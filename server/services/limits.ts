/**
 * How many stores one owner may have and make, whatever replica he asks. What replicas tell each other is what they
 * create (recent-creates.ts), for as long as one of them may not have seen the store itself; all else is in each one's
 * cache.
 */
import { LABELS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import type { RecentCreate, RecentCreates } from "../kube/recent-creates.ts";
import type { StoresCache } from "../kube/stores-cache.ts";
import { WHILE_SOMEBODY_WAITS } from "./cluster-trouble.ts";
import type { Limit } from "./domain-error.ts";
import { createTurns } from "./in-turn.ts";

export interface Reservation {
  refused?: undefined;
  /** To be called where no store came of it, and surely none will. */
  giveBack(): Promise<void>;
}

export interface Refusal {
  refused: Limit;
  /** Somebody is making the same store for the same owner: it may be there in a moment. */
  underWay: boolean;
}

export interface AdmissionSlots {
  /**
   * @param since  milliseconds since the epoch at which the create began, its fraction at random. Asked for again with
   *   the same, as after an answer that was lost, it is the same place.
   * @throws KubeError of the API server.
   */
  reserve(owner: string, name: string, since: number): Promise<Reservation | Refusal>;
}

export interface SlotsOptions {
  client: Pick<KubeClient, "get">;
  stores: Pick<StoresCache, "ofOwner" | "path">;
  creates: Pick<RecentCreates, "change">;
  ownStoresLimit: number;
  createsPerMinute: number;
  now: () => number;
}

const WINDOW_MS = 60_000;
/** A cache that is further behind than this has listed anew: a silent watch is given up after 90 s. */
const KEPT_MS = 120_000;
/** Longer than a create looks again and again. */
const UNDER_WAY_MS = 30_000;

export function createSlots(options: SlotsOptions): AdmissionSlots {
  const { client, stores, ownStoresLimit, createsPerMinute, now } = options;
  // Those that come to this replica need not meet at the API server.
  const inTurn = createTurns();
  const change: RecentCreates["change"] = (owner, ...rest) =>
    inTurn(owner, () => options.creates.change(owner, ...rest));

  const exists = async (owner: string, name: string): Promise<boolean> => {
    const store = await client.get<Store>(`${stores.path}/${name}`, { ...WHILE_SOMEBODY_WAITS, metadataOnly: true });
    return store?.metadata.labels?.[LABELS.owner] === owner;
  };

  return {
    async reserve(owner, name, since) {
      const time = now();
      const isMine = (create: RecentCreate) => create.name === name && create.time === since;
      const reservation: Reservation = {
        giveBack: () =>
          change(owner, now() - KEPT_MS, (recent) => ({
            creates: recent.some(isMine) ? recent.filter((create) => !isMine(create)) : undefined,
            answer: undefined,
          })),
      };
      const underWay = (create: RecentCreate) => create.time > time - UNDER_WAY_MS;
      const owned = new Map([...stores.ofOwner(owner)].map((store) => [store.metadata.name, store]));
      // Whoever asks has just seen that there is none of this name.
      owned.delete(name);

      return change<Reservation | Refusal>(owner, time - KEPT_MS, async (recent) => {
        if (recent.some(isMine)) return { answer: reservation };
        const refusal = (refused: Limit) => ({
          answer: { refused, underWay: recent.some((create) => create.name === name && underWay(create)) },
        });

        let unseen = recent.filter((create) => create.name !== name && !owned.has(create.name));
        const used = () => owned.size + new Set(unseen.map((create) => create.name)).size;
        if (used() >= ownStoresLimit) {
          // Not seen may be gone again.
          const there = await Promise.all(unseen.map(async (create) => underWay(create) || exists(owner, create.name)));
          unseen = unseen.filter((_, at) => there[at]);
        }
        if (used() >= ownStoresLimit) {
          const limit: Limit = {
            kind: "OWN_STORES",
            limit: ownStoresLimit,
            used: used(),
            retryAfterSeconds: undefined,
          };
          return refusal(limit);
        }

        const told = new Set(recent.map((create) => create.name));
        const times = [
          ...recent.map((create) => create.time),
          // Made with kubectl, or by a release that told nobody.
          ...[...owned.values()]
            .filter(({ metadata }) => !told.has(metadata.name))
            .map(({ metadata }) => Date.parse(metadata.creationTimestamp)),
        ].filter((made) => made > time - WINDOW_MS);
        if (times.length >= createsPerMinute) {
          const oldest = Math.min(time, ...times);
          const retryAfterSeconds = Math.max(1, Math.ceil((oldest + WINDOW_MS - time) / 1000));
          return refusal({ kind: "CREATE_RATE", limit: createsPerMinute, used: times.length, retryAfterSeconds });
        }

        return { creates: [...recent, { name, time: since }], answer: reservation };
      });
    },
  };
}
