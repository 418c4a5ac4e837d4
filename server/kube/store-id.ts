/**
 * A Store's global id: type, uid and name. The uid is the identity; the name, which never changes for a uid, tells
 * where on the API server to look for it without a list.
 */
export interface StoreId {
  uid: string;
  name: string;
}

export interface GlobalId {
  typename: string;
  id: string;
}

const encode = (text: string): string => Buffer.from(text, "utf8").toString("base64url");

export const encodeGlobalId = (typename: string, id: string): string => encode(`${typename}:${id}`);

/** undefined for what no id of this API looks like. */
export function decodeGlobalId(globalId: string): GlobalId | undefined {
  const parsed = /^([A-Z][A-Za-z]*):(.+)$/s.exec(Buffer.from(globalId, "base64url").toString("utf8"));
  if (parsed === null) return undefined;
  return { typename: parsed[1] as string, id: parsed[2] as string };
}

export const storeKey = (store: { metadata: StoreId }): string => `${store.metadata.uid}:${store.metadata.name}`;
export const storeIdOf = (store: { metadata: StoreId }): string => encodeGlobalId("Store", storeKey(store));

export function parseStoreKey(key: string): StoreId | undefined {
  const parsed = /^([0-9a-fA-F-]{1,64}):([-a-z0-9]{1,253})$/.exec(key);
  return parsed === null ? undefined : { uid: parsed[1] as string, name: parsed[2] as string };
}

export function decodeStoreId(globalId: string): StoreId | undefined {
  const decoded = decodeGlobalId(globalId);
  return decoded?.typename === "Store" ? parseStoreKey(decoded.id) : undefined;
}
