/** The Store's TypeScript types, read off the schema, and the names derived from a store's own. */
import type { API_VERSION, KIND } from "./constants.ts";
import type { storeSchema } from "./schema.ts";

type Flatten<T> = { [K in keyof T]: T[K] } & {};

/** What a JSON value that meets the structural schema `S` looks like. */
type FromSchema<S> = S extends { readonly enum: readonly (infer E)[] }
  ? E
  : S extends { readonly type: "string" }
    ? string
    : S extends { readonly type: "integer" }
      ? number
      : S extends { readonly type: "boolean" }
        ? boolean
        : S extends { readonly type: "array"; readonly items: infer I }
          ? FromSchema<I>[]
          : S extends { readonly type: "object"; readonly properties: infer P }
            ? Flatten<
                { -readonly [K in keyof P as K extends RequiredOf<S> ? K : never]: FromSchema<P[K]> } & {
                  -readonly [K in keyof P as K extends RequiredOf<S> ? never : K]?: FromSchema<P[K]>;
                }
              >
            : never;
type RequiredOf<S> = S extends { readonly required: readonly (infer R)[] } ? R : never;

export type StoreSpec = FromSchema<(typeof storeSchema)["properties"]["spec"]>;
export type StoreStatus = FromSchema<(typeof storeSchema)["properties"]["status"]>;
export type Condition = NonNullable<StoreStatus["conditions"]>[number];
export type TimelineEntry = NonNullable<StoreStatus["events"]>[number];
export type StoreFailure = NonNullable<StoreStatus["lastError"]>;
export type ReleaseRecord = NonNullable<StoreStatus["release"]>;
export type SaleRecord = NonNullable<StoreStatus["sale"]>;
export type StorePlan = NonNullable<StoreStatus["plan"]>;
export type ComponentStatus = NonNullable<StoreStatus["components"]>[number];

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** A Store as the API server returns it. */
export interface Store {
  apiVersion: typeof API_VERSION;
  kind: typeof KIND;
  metadata: ObjectMeta & { namespace: string; uid: string; resourceVersion: string; creationTimestamp: string };
  spec: StoreSpec;
  status?: StoreStatus;
}

/** Names derived from a store's; `prefix` is the platform's namespace prefix, e.g. `shop-`. */
export const namespaceOf = (name: string, prefix: string): string => `${prefix}${name}`;
/** The helm release is named as the store is. */
export const releaseOf = (name: string): string => name;
export const credentialsSecretOf = (name: string): string => `${name}-credentials`;
/** The host a store answers on. */
export const hostOf = (store: { metadata: { name: string }; spec: { host?: string } }, baseDomain: string): string =>
  store.spec.host || `${store.metadata.name}.${baseDomain}`;
