/** Whether the cluster behind the server answers: known only while the page is live, and asked for anew each time it is. */
import { FreshnessChangedDocument } from "../generated/graphql.ts";
import type { Connection } from "./reconnector.ts";
import type { Transport } from "./transport.ts";

/** The cluster does not answer. `since`: when it was last heard of, in milliseconds since the epoch. */
export interface ClusterAway {
  since: number;
}

export interface FreshnessFollower {
  /** To be told of every change of the connection. */
  follow(connection: Connection): void;
  stop(): void;
}

export function followFreshness(
  transport: Transport,
  onChange: (away: ClusterAway | undefined) => void,
): FreshnessFollower {
  let end: (() => void) | undefined;
  const stop = () => {
    end?.();
    end = undefined;
    onChange(undefined);
  };
  return {
    follow({ status }) {
      if (status !== "live") return stop();
      end ??= transport.subscribe(
        FreshnessChangedDocument,
        {},
        {
          next: ({ freshnessChanged: { stale, asOf } }) => onChange(stale ? { since: Date.parse(asOf) } : undefined),
          // A server that is older than this page has no such subscription: then nothing is said.
          closed: () => {
            end = undefined;
            onChange(undefined);
          },
        },
      );
    },
    stop,
  };
}
