/**
 * One timer for all subscriptions: they share a socket, so they are lost together and come back together.
 *
 *   opening --healthy--> live --lost--> waiting --timer, retryNow--> opening
 */

/** What the page says about its own freshness. Times are milliseconds since the epoch. */
export type Connection =
  /** No page listens to anything. */
  | { status: "idle" }
  | { status: "connecting" }
  | { status: "live" }
  /** `since`: when data was last known to be current; undefined where it never was. `retryAt`: undefined while trying. */
  | { status: "stale"; since: number | undefined; retryAt: number | undefined; reason: string };

export interface Clock {
  now(): number;
  /** Runs `fn` once after `ms`; returns what cancels it. */
  after(ms: number, fn: () => void): () => void;
}

export interface Membership {
  healthy(): void;
  lost(reason: string): void;
  leave(): void;
}

export interface Reconnector {
  /** The caller opens; after each loss `open` is called again, for ever, until it leaves. */
  join(open: () => void): Membership;
  retryNow(): void;
  connection(): Connection;
}

export interface ReconnectorOptions {
  clock: Clock;
  /** 0 to 1. */
  random: () => number;
  onChange: (connection: Connection) => void;
}

const FIRST_MS = 500;
const LONGEST_MS = 20_000;

/** Half to all of a doubling delay: 250-500 ms at first, 10-20 s in the end. */
export const backoff = (attempt: number, random: () => number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10)) * (0.5 + random() / 2);

export function makeReconnector({ clock, random, onChange }: ReconnectorOptions): Reconnector {
  interface Member {
    open: () => void;
    state: "opening" | "live" | "waiting";
  }
  const members = new Set<Member>();
  let current: Connection = { status: "idle" };
  let attempt = 0;
  let liveUntil: number | undefined;
  let cancel: (() => void) | undefined;

  const set = (next: Connection) => {
    current = next;
    onChange(next);
  };
  const settle = () => {
    // A subscription that opens beside live ones changes nothing: what is shown so far is still live.
    if (members.size === 0) return set({ status: "idle" });
    if ([...members].some((member) => member.state !== "live")) return;
    attempt = 0;
    liveUntil = undefined;
    if (current.status !== "live") set({ status: "live" });
  };
  const open = () => {
    cancel?.();
    cancel = undefined;
    const waiting = [...members].filter((member) => member.state === "waiting");
    if (waiting.length === 0) return;
    if (current.status === "stale") set({ ...current, retryAt: undefined });
    for (const member of waiting) {
      member.state = "opening";
      member.open();
    }
  };

  return {
    join(openAgain) {
      const member: Member = { open: openAgain, state: "opening" };
      members.add(member);
      if (current.status === "idle") set({ status: "connecting" });
      return {
        healthy() {
          member.state = "live";
          settle();
        },
        lost(reason) {
          if (!members.has(member)) return;
          if (current.status === "live") liveUntil = clock.now();
          member.state = "waiting";
          if (cancel) return;
          const ms = backoff(attempt++, random);
          cancel = clock.after(ms, open);
          set({ status: "stale", since: liveUntil, retryAt: clock.now() + ms, reason });
        },
        leave() {
          members.delete(member);
          settle();
        },
      };
    },
    retryNow: open,
    connection: () => current,
  };
}
