/**
 * An async generator whose `return()` works while it waits: plain generators queue it behind the pending `next()`,
 * and a subscriber that goes away would leave its reader behind.
 */
export function frameStream<T>(
  generate: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
): AsyncIterableIterator<T> {
  const ending = new AbortController();
  const generator = generate(ending.signal);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => generator.next(),
    return: () => {
      ending.abort();
      return generator.return();
    },
    throw: (error) => {
      ending.abort();
      return generator.throw(error);
    },
  };
}
