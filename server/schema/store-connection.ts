import { builder } from "../builder.ts";
import type { StorePage } from "../services/list-stores.ts";
import { PageInfoType } from "./page-info.ts";
import { Store } from "./store.ts";

const StoreEdge = builder.objectRef<StorePage["edges"][number]>("StoreEdge").implement({
  fields: (t) => ({
    cursor: t.exposeString("cursor"),
    node: t.field({ type: Store, resolve: ({ node }) => node }),
  }),
});

export const StoreConnection = builder.objectRef<StorePage & { asOf: string }>("StoreConnection").implement({
  fields: (t) => ({
    edges: t.field({ type: [StoreEdge], resolve: ({ edges }) => edges }),
    pageInfo: t.field({ type: PageInfoType, resolve: ({ pageInfo }) => pageInfo }),
    totalCount: t.exposeInt("totalCount"),
    asOf: t.exposeString("asOf", { description: "Start storesChanged(after:) here." }),
  }),
});
