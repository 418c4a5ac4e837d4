export interface Stopwatch<Lap extends string> {
  /** Ends a lap: what went by since the last one. */
  lap(name: Lap): void;
  /** Seconds by lap, with the whole under `total`. */
  times(total: Lap): Record<Lap, number>;
}

export function startStopwatch<Lap extends string>(now: () => number = () => performance.now()): Stopwatch<Lap> {
  const began = now();
  let last = began;
  const laps: Partial<Record<Lap, number>> = {};
  const seconds = (ms: number) => Math.round(ms) / 1000;
  return {
    lap(name) {
      const time = now();
      laps[name] = seconds(time - last);
      last = time;
    },
    times: (total) => ({ ...laps, [total]: seconds(now() - began) }) as Record<Lap, number>,
  };
}
