import type { Store, TimelineEntry } from "@shopyard/crds/store.ts";

/** What a subscription delivers; each kind is a member of the union StoreFrame or EventFrame. */
export type StoreFrame =
  | { readonly kind: "StoresSnapshot"; readonly cursor: string; readonly stores: readonly Store[] }
  | { readonly kind: "StoreUpserted"; readonly cursor: string; readonly store: Store }
  | StoreLeftFrame
  | { readonly kind: "Synced"; readonly cursor: string }
  | { readonly kind: "ResumeGap"; readonly cursor: string };

export interface StoreLeftFrame {
  readonly kind: "StoreLeft";
  readonly cursor: string;
  /** The store's global id. */
  readonly id: string;
  readonly name: string;
  readonly reason: "DELETED" | "FILTERED" | "FORBIDDEN";
}

export type EventFrame =
  | {
      readonly kind: "EventsAppended";
      readonly cursor: string;
      readonly storeId: string;
      readonly events: readonly TimelineEntry[];
      readonly droppedThrough: number;
    }
  | StoreLeftFrame
  | { readonly kind: "Synced"; readonly cursor: string }
  | { readonly kind: "ResumeGap"; readonly cursor: string };
