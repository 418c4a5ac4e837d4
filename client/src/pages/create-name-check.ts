import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";
import type { NameCheckView } from "../components/create/form-model.ts";
import { StoreNameDocument } from "../generated/graphql.ts";
import { createQuery } from "../live/create-query.ts";
import { useLive } from "../live/live-context.tsx";

/** Quiet for this long counts as having typed a word. */
const DEBOUNCE_MS = 250;

/** Asks the server about a name while it is typed. */
export function createNameCheck(name: Accessor<string>): Accessor<NameCheckView> {
  const live = useLive();
  const [settled, setSettled] = createSignal<string>();
  createEffect(
    on(name, (value) => {
      if (value === "") {
        setSettled(undefined);
        return;
      }
      const timer = setTimeout(() => setSettled(value), DEBOUNCE_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  const query = createQuery(settled, (value) =>
    live.request(StoreNameDocument, { name: value }).then((data) => ({ asked: value, check: data.storeName })),
  );
  return () => {
    const answer = query.data();
    const result = answer?.asked === name() ? answer.check : undefined;
    return { result, checking: name() !== "" && !result && !query.error() };
  };
}
