import { type Accessor, createSignal } from "solid-js";

/** Something the server is asked to do. */
export interface Action<A extends unknown[]> {
  run(...args: A): Promise<void>;
  /** From the click until the server has answered. */
  busy: Accessor<boolean>;
  /** Why it was refused, with what to do. */
  refusal: Accessor<string | undefined>;
  /** Nothing was refused: for a dialog that is opened again. */
  reset(): void;
}

interface Answer {
  __typename: string;
  message?: string;
  hint?: string | null;
}
type Success<R> = Extract<R, { __typename: `${string}Success` }>;

/** `ask` resolves to a mutation's result; `done` runs where it is a success. */
export function createAction<A extends unknown[], R extends Answer>(
  ask: (...args: A) => Promise<R>,
  done: (result: Success<R>) => void = () => {},
): Action<A> {
  const [busy, setBusy] = createSignal(false);
  const [refusal, setRefusal] = createSignal<string>();
  return {
    busy,
    refusal,
    reset: () => setRefusal(undefined),
    async run(...args) {
      if (busy()) return;
      setBusy(true);
      setRefusal(undefined);
      const result = await ask(...args).catch(unreached);
      setBusy(false);
      if (succeeded(result)) done(result);
      else setRefusal(refusalText(result));
    },
  };
}

const succeeded = <R extends Answer>(result: R | Answer): result is Success<R> => result.__typename.endsWith("Success");

/** What stands for an answer where none came. */
export const unreached = (cause: unknown): Answer & { __typename: "Unreached" } => ({
  __typename: "Unreached",
  message: `The server did not take it: ${cause instanceof Error ? cause.message : String(cause)}.`,
  hint: "Nothing was changed as far as this page knows. Try again.",
});

/** A refusal in a sentence or two: what is wrong and what to do. */
export const refusalText = ({ message = "It was refused.", hint }: Answer): string =>
  hint ? `${message} ${hint}` : message;
