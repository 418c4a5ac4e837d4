import { builder } from "../builder.ts";
import type { PageInfo } from "../services/list-stores.ts";

/** Relay's own type, by the relay plugin. */
export const PageInfoType = builder.pageInfoRef();
export type { PageInfo };
