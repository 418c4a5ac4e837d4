import type { Lane } from "../lane/lane.ts";
import type { Surroundings } from "../sweeps/fault.ts";

/** What faults may do to a lane, and the operators that were started anew meanwhile. */
export interface LaneSurroundings extends Surroundings {
  /** Resolves when every operator that was started has become ready; one line where one did not. */
  restarted(): Promise<string[]>;
}

/** @param compactHistory makes etcd forget its past */
export function surroundingsOf(lane: Lane, compactHistory: () => Promise<unknown>): LaneSurroundings {
  const restarts: Promise<string | undefined>[] = [];
  return {
    async crash(helmToo) {
      await lane.kill(helmToo);
      restarts.push(
        lane.start().then(
          () => undefined,
          (error: Error) => error.message,
        ),
      );
    },
    freeze: (seconds) => lane.proxy.freeze(seconds * 1000),
    cutAll: () => lane.proxy.cutAll(),
    async compact() {
      await compactHistory();
      lane.proxy.expireWatches();
    },
    async restarted() {
      const problems = (await Promise.all(restarts)).filter((problem) => problem !== undefined);
      if (problems.length === 0 && !lane.alive) problems.push("the operator ended by itself");
      return problems;
    },
  };
}
