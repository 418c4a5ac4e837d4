import type { Store } from "@shopyard/crds/store.ts";

/** One line about a store that did not come to what it should. */
export function describeStore(store: Store | undefined): string {
  if (store === undefined) return "the Store is gone";
  const { phase, message, lastError, events } = store.status ?? {};
  const error = lastError === undefined ? "no error" : `${lastError.code}: ${lastError.message}`;
  const timeline = events?.map(({ reason }) => reason).join(" ");
  return `the Store is ${phase}: ${message}; ${error}; timeline: ${timeline}`;
}
