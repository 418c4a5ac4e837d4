import { isDone } from "../connect/progress.mjs";

/**
 * Resolves when the migrate Job of this release has ended well. Without it Medusa would end in an unmigrated database
 * again and again, and kubelet's growing back-off would hold a new shop for minutes.
 *
 * @param {import("pg").Client} client
 * @param {string} release
 * @param {{ seconds: number, waiting: () => void }} options `waiting` is called once, if there is anything to wait for
 */
export async function untilComplete(client, release, { seconds, waiting }) {
  const deadline = performance.now() + seconds * 1000;
  for (let first = true; !(await isDone(client, `complete:${release}`)); first = false) {
    if (first) waiting();
    if (performance.now() >= deadline) {
      throw new Error(`The database isn't migrated to release ${release} since ${seconds} s: see the migrate Job`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
