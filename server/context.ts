import type { FreshnessFeed } from "./live/freshness.ts";
import type { StoreFeed } from "./live/store-feed.ts";
import type { Platform, Viewer } from "./services/platform.ts";

/** What every resolver gets; made for each HTTP request and each WebSocket operation. */
export interface Context {
  readonly platform: Platform;
  readonly feed: StoreFeed;
  readonly freshness: FreshnessFeed;
  readonly viewer: Viewer;
  /** Closes the connection of a subscriber that takes nothing: the client is to come back with its cursor. */
  readonly closeSlow: () => void;
}
