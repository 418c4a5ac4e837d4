import { builder } from "../builder.ts";

/** Relay's own type, by the relay plugin. */
export const PageInfoType = builder.pageInfoRef();
