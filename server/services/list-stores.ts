import type { Store } from "@shopyard/crds/store.ts";
import type { StoreOrderField } from "../kube/stores-cache.ts";
import { pageSize } from "./bad-request.ts";
import { decodePageCursor, encodePageCursor } from "./page-cursor.ts";
import type { Platform } from "./platform.ts";
import { filterFor, type StoreFilter } from "./store-filter.ts";

const STORES_PAGE = { fallback: 50, max: 500 } as const;

export interface StoresQuery {
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: StoreFilter | null | undefined;
  orderBy?: { field: StoreOrderField; direction: "ASC" | "DESC" } | null | undefined;
}

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | undefined;
  endCursor: string | undefined;
}

export interface StorePage {
  edges: { cursor: string; node: Store }[];
  pageInfo: PageInfo;
  totalCount: number;
}

/** One page of stores from the cache. Pages go by key, so stores that come and go don't shift the next page. */
export function listStores(platform: Platform, query: StoresQuery): StorePage {
  const size = pageSize(query.first, STORES_PAGE.fallback, STORES_PAGE.max);
  const { field, direction } = query.orderBy ?? { field: "NAME", direction: "ASC" };
  const list = `stores ${field} ${direction}`;
  const index = platform.stores.index(field);
  const matches = filterFor(query.filter, () => platform.catalog.current?.baseDomain);
  const after = query.after == null ? undefined : decodePageCursor(list, query.after);

  const nodes: Store[] = [];
  let hasNextPage = false;
  for (const store of index.walk(direction, after)) {
    if (!matches(store)) continue;
    if (nodes.length === size) {
      hasNextPage = true;
      break;
    }
    nodes.push(store);
  }
  let totalCount = 0;
  for (const store of platform.stores.values()) if (matches(store)) totalCount += 1;

  const edges = nodes.map((node) => ({ node, cursor: encodePageCursor(list, index.keyOf(node)) }));
  return {
    edges,
    totalCount,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after !== undefined,
      startCursor: edges.at(0)?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
  };
}
