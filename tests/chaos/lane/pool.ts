import { type Start, startKey } from "../scenarios/scenario.ts";
import type { Lane } from "./lane.ts";
import { prepareStore } from "./stores.ts";

/** How many stores are made ready at once: most of a store's way is waiting. */
const BATCH = 6;

/** Stores in the state that a run starts from, made some at a time while nothing else goes on in the lane. */
export class Pool {
  readonly #lane: Lane;
  readonly #signal: AbortSignal;
  readonly #ready = new Map<string, string[]>();
  #made = 0;

  constructor(lane: Lane, signal: AbortSignal) {
    this.#lane = lane;
    this.#signal = signal;
  }

  /**
   * The name of a store in this state, made anew where none is left.
   * @param wanted how many runs of this state are still to come
   */
  async take(start: Start, wanted: number): Promise<string> {
    if (start.length === 0) return this.name();
    const ready = this.#ready.get(startKey(start)) ?? [];
    this.#ready.set(startKey(start), ready);
    if (ready.length === 0) {
      const names = Array.from({ length: Math.max(1, Math.min(BATCH, wanted)) }, () => this.name());
      await Promise.all(names.map((name) => prepareStore(this.#lane, name, start, this.#signal)));
      ready.push(...names);
    }
    return ready.shift() as string;
  }

  /** The name of a store that was not made yet; odd enough to stand for nothing else, in this lane or another. */
  name(): string {
    this.#made += 1;
    return `${this.#lane.platform.name}q${String(this.#made).padStart(4, "0")}`.replace(/^zp/, "zq");
  }
}
