import { hostOf, type Store } from "@shopyard/crds/store.ts";
import type { Platform } from "../platform.ts";

/** Where the shop answers, without a trailing slash. */
export function urlOf(store: Store, { config }: Platform): string {
  const port = config.URL_PORT === undefined ? "" : `:${config.URL_PORT}`;
  return `${config.URL_SCHEME}://${hostOf(store, config.BASE_DOMAIN)}${port}`;
}

/** Where a store answers, and where its administrator signs in. */
export function addressesOf(store: Store, platform: Platform): { url: string; adminUrl: string } {
  const url = urlOf(store, platform);
  return { url, adminUrl: `${url}${platform.engines.get(store.spec.engine)?.adminPath ?? ""}` };
}
