import type { Store as StoreResource } from "@shopyard/crds/store.ts";
import { builder } from "../builder.ts";
import { Store } from "./store.ts";

/** The success of a mutation that answers with the store as it is now. */
export const storeSuccess = (name: string) =>
  builder.objectRef<{ store: StoreResource }>(name).implement({
    fields: (t) => ({ store: t.field({ type: Store, resolve: ({ store }) => store }) }),
  });
