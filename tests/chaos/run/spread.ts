/** Gives each item, in order, to the worker that is free next; `left` are those that nobody has taken yet. */
export async function spread<W, T>(
  workers: readonly W[],
  items: readonly T[],
  work: (worker: W, item: T, left: readonly T[]) => Promise<void>,
): Promise<void> {
  const left = [...items];
  await Promise.all(
    workers.map(async (worker) => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(worker, item, left);
    }),
  );
}
