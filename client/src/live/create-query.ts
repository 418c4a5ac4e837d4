import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";

export interface Query<T> {
  /** The latest answer; stays while it is asked again, goes when the key changes. */
  data: Accessor<T | undefined>;
  error: Accessor<Error | undefined>;
  loading: Accessor<boolean>;
  refetch(): void;
}

/** Asks again whenever `key` changes; an undefined key asks nothing. Only the answer to the latest question counts. */
export function createQuery<K, T>(key: Accessor<K | undefined>, ask: (key: K) => Promise<T>): Query<T> {
  const [data, setData] = createSignal<T>();
  const [error, setError] = createSignal<Error>();
  const [loading, setLoading] = createSignal(false);
  let question = 0;
  onCleanup(() => {
    question++;
  });

  const run = (value: K) => {
    const mine = ++question;
    setLoading(true);
    ask(value).then(
      (answer) => {
        if (mine !== question) return;
        setData(() => answer);
        setError(undefined);
        setLoading(false);
      },
      (cause: unknown) => {
        if (mine !== question) return;
        setError(cause instanceof Error ? cause : new Error(String(cause)));
        setLoading(false);
      },
    );
  };
  createEffect(
    on(key, (value) => {
      question++;
      setData(undefined);
      setError(undefined);
      setLoading(false);
      if (value !== undefined) run(value);
    }),
  );
  return {
    data,
    error,
    loading,
    refetch() {
      const value = key();
      if (value !== undefined) run(value);
    },
  };
}
