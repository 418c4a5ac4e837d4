/**
 * Keys in two lanes. The urgent one goes first: somebody waits for what it holds. The background is what a restart, a
 * list or the cluster brings up for stores nobody waits for, by the thousand at times; once its oldest key is aged, one
 * key of every SHARE is of it, so that it is never starved.
 */
export const LANES = ["urgent", "background"] as const;
export type Lane = (typeof LANES)[number];

const SHARE = 4;
const AGED_MS = 1_000;

export class Lanes {
  readonly #waiting: Record<Lane, Map<string, number>> = { urgent: new Map(), background: new Map() };
  #urgentInARow = 0;

  depth(lane: Lane): number {
    return this.#waiting[lane].size;
  }

  /** How long the oldest key of a lane waits, in milliseconds. */
  ageMs(lane: Lane, now: number): number {
    const [oldest] = this.#waiting[lane].values();
    return oldest === undefined ? 0 : Math.max(0, now - oldest);
  }

  /** A key is in one lane, once: it may move to the urgent one, never back. */
  add(key: string, lane: Lane, now: number): void {
    const { urgent, background } = this.#waiting;
    if (urgent.has(key)) return;
    if (lane === "urgent") {
      background.delete(key);
      urgent.set(key, now);
    } else if (!background.has(key)) {
      background.set(key, now);
    }
  }

  /** Takes the key whose turn it is; undefined where none waits. */
  next(now: number): string | undefined {
    const lane = this.#nextLane(now);
    const [key] = this.#waiting[lane].keys();
    if (key === undefined) return undefined;
    this.#waiting[lane].delete(key);
    this.#urgentInARow = lane === "urgent" ? this.#urgentInARow + 1 : 0;
    return key;
  }

  clear(): void {
    for (const lane of LANES) this.#waiting[lane].clear();
  }

  #nextLane(now: number): Lane {
    if (this.depth("background") === 0) return "urgent";
    if (this.depth("urgent") === 0) return "background";
    const due = this.#urgentInARow >= SHARE - 1 && this.ageMs("background", now) >= AGED_MS;
    return due ? "background" : "urgent";
  }
}
