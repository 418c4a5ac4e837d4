import { hostOf, type Store } from "@shopyard/crds/store.ts";
import type { Platform } from "../platform.ts";

/** Where the shop answers, without a trailing slash. */
export function urlOf(store: Store, { config }: Platform): string {
  const port = config.URL_PORT === undefined ? "" : `:${config.URL_PORT}`;
  return `${config.URL_SCHEME}://${hostOf(store, config.BASE_DOMAIN)}${port}`;
}
