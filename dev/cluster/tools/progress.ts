/**
 * The arithmetic of a build of several tools, with the clock as a parameter. A tool's share of the whole is what a
 * cold build of it costs; within a tool, packages that the Go cache already has count as done.
 */
export interface BuildProgress {
  /** What is being built: one weight a tool, seconds of its cold build. */
  readonly weights: readonly number[];
  /** Index of the tool at work. */
  readonly current: number;
  /** Packages of the current tool that Go still had to compile when it began. */
  readonly packages: number;
  /** How many of them it has begun since. */
  readonly begun: number;
  /** How much of the current tool's cold cost is really to be paid: 0 when all its packages are cached, 1 when none is. */
  readonly coldness: number;
}

/** Linking comes after the last package: until Go exits, a tool is never more than this much done. */
const BEFORE_LINK = 0.95;
/** Linking, and the packages' look-up, cost something even with everything cached. */
const WARM_SHARE = 0.05;

function cost(progress: BuildProgress, index: number): number {
  const weight = progress.weights[index] ?? 0;
  return index === progress.current ? weight * Math.max(progress.coldness, WARM_SHARE) : weight;
}

/** What the current tool's build costs, in cold seconds: to be added to the finished cost once it is done. */
export function costOfCurrent(progress: BuildProgress): number {
  return cost(progress, progress.current);
}

/** Cost that is behind, and cost that is ahead, in cold seconds. */
function costs(progress: BuildProgress, finishedCost: number): { done: number; left: number } {
  const within = progress.packages === 0 ? 0 : Math.min(progress.begun / progress.packages, BEFORE_LINK);
  const current = cost(progress, progress.current);
  let left = current * (1 - within);
  for (let i = progress.current + 1; i < progress.weights.length; i++) left += cost(progress, i);
  return { done: finishedCost + current * within, left };
}

export interface Estimate {
  /** 0 to 100, whole, and 100 only when nothing is left. */
  readonly percent: number;
  /** Undefined until enough was done to tell this machine's speed. */
  readonly secondsLeft: number | undefined;
}

/**
 * @param finishedCost cold seconds of the tools that are done (with the coldness they turned out to have)
 * @param elapsedSeconds since the first tool began
 */
export function estimate(progress: BuildProgress, finishedCost: number, elapsedSeconds: number): Estimate {
  const { done, left } = costs(progress, finishedCost);
  const total = done + left;
  const percent = left <= 0 ? 100 : Math.min(99, Math.floor((100 * done) / total));
  // The weights are one machine's seconds; after a while this machine's own speed is known.
  const known = done >= 5 && elapsedSeconds >= 5;
  return { percent, secondsLeft: known ? Math.ceil((left * elapsedSeconds) / done) : undefined };
}

/** `7 min 05 s`, `42 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** `[########------------]  40 %`. */
export function formatBar(percent: number, width = 24): string {
  const filled = Math.round((width * percent) / 100);
  return `[${"#".repeat(filled)}${"-".repeat(width - filled)}] ${String(percent).padStart(3)} %`;
}
