/**
 * Values in the order of a unique string key. Insert and remove find their place by bisection; reading a page after a
 * key costs the page.
 */
export class SortedIndex<T> {
  readonly #keyOf: (value: T) => string;
  readonly #keys: string[] = [];
  readonly #values: T[] = [];

  constructor(keyOf: (value: T) => string) {
    this.#keyOf = keyOf;
  }

  put(value: T): void {
    const key = this.#keyOf(value);
    const at = this.#firstNotBelow(key);
    if (this.#keys[at] === key) {
      this.#values[at] = value;
      return;
    }
    this.#keys.splice(at, 0, key);
    this.#values.splice(at, 0, value);
  }

  remove(value: T): void {
    const key = this.#keyOf(value);
    const at = this.#firstNotBelow(key);
    if (this.#keys[at] !== key) return;
    this.#keys.splice(at, 1);
    this.#values.splice(at, 1);
  }

  keyOf(value: T): string {
    return this.#keyOf(value);
  }

  /** Every value, in order: a copy, so that it stays what it is while the index changes. */
  all(): T[] {
    return [...this.#values];
  }

  /** Values behind `after` (exclusive) in the direction asked for; `after` need not be in the index any more. */
  *walk(direction: "ASC" | "DESC", after?: string): Generator<T> {
    if (direction === "ASC") {
      let at = after === undefined ? 0 : this.#firstNotBelow(after);
      if (after !== undefined && this.#keys[at] === after) at += 1;
      for (; at < this.#values.length; at += 1) yield this.#values[at] as T;
    } else {
      const end = after === undefined ? this.#values.length : this.#firstNotBelow(after);
      for (let at = end - 1; at >= 0; at -= 1) yield this.#values[at] as T;
    }
  }

  #firstNotBelow(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
