import type { StoreNameQuery, StoreSize } from "../../generated/graphql.ts";

/** What the create page's fields hold; an engine that was not chosen is the first that is offered. */
export interface FormValues {
  engine: string | undefined;
  name: string;
  displayName: string;
  size: StoreSize;
  engineVersion: string;
  adminEmail: string;
  host: string;
}

/** A refusal of the whole form. `until`: milliseconds since the epoch, when it may be tried again. */
export interface Refused {
  message: string;
  hint: string | undefined;
  until: number | undefined;
  /** Where to read about it. */
  about: { code: string; url: string } | undefined;
}

export interface NameCheckView {
  checking: boolean;
  /** Only ever of the name as it stands. */
  result: StoreNameQuery["storeName"] | undefined;
}
