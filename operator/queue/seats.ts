/** At most so many pieces of work at once; the others wait their turn, first come first served. */
export class Seats {
  #free: number;
  readonly #line: (() => void)[] = [];

  constructor(seats: number) {
    this.#free = seats;
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((seated) => this.#line.push(seated));
    try {
      return await work();
    } finally {
      const next = this.#line.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
