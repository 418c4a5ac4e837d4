import { type Accessor, createEffect, createSignal, on } from "solid-js";
import { DeleteStoreDocument, RetryStoreDocument } from "../generated/graphql.ts";
import { useLive } from "../live/live-context.tsx";

export interface Action<A extends unknown[]> {
  run(...args: A): Promise<void>;
  /** From the click until the store shows it, or the server refuses. */
  busy: Accessor<boolean>;
  /** Why it was refused, with what to do. */
  refusal: Accessor<string | undefined>;
}

/** Asks for one more round. `progress` changes once the operator has taken it up. */
export function createRetry(id: string, progress: Accessor<unknown>): Action<[]> {
  const live = useLive();
  const [busy, setBusy] = createSignal(false);
  const [refusal, setRefusal] = createSignal<string>();
  createEffect(on(progress, () => setBusy(false), { defer: true }));
  return {
    busy,
    refusal,
    async run() {
      setBusy(true);
      setRefusal(undefined);
      const result = await live
        .request(RetryStoreDocument, { input: { id } })
        .then((data) => data.retryStore, asRefusal);
      if (result.__typename === "RetryStoreSuccess") return;
      setRefusal(sentence(result));
      setBusy(false);
    },
  };
}

/** Deletes after the name was typed. `done` runs once the server has accepted it. */
export function createDelete(id: string, done: () => void): Action<[confirmName: string]> {
  const live = useLive();
  const [busy, setBusy] = createSignal(false);
  const [refusal, setRefusal] = createSignal<string>();
  return {
    busy,
    refusal,
    async run(confirmName) {
      setBusy(true);
      setRefusal(undefined);
      const result = await live
        .request(DeleteStoreDocument, { input: { id, confirmName } })
        .then((data) => data.deleteStore, asRefusal);
      setBusy(false);
      if (result.__typename === "DeleteStoreSuccess") done();
      else setRefusal(sentence(result));
    },
  };
}

interface Refusal {
  __typename: "Unreached";
  message: string;
  hint: string | null;
}

const asRefusal = (cause: unknown): Refusal => ({
  __typename: "Unreached",
  message: `The server did not take it: ${cause instanceof Error ? cause.message : String(cause)}.`,
  hint: "Nothing was changed as far as this page knows. Try again.",
});

const sentence = (error: { message: string; hint?: string | null }): string =>
  error.hint ? `${error.message} ${error.hint}` : error.message;
