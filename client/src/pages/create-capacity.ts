import { type Accessor, createEffect, on, onCleanup } from "solid-js";
import { CapacityDocument, type CapacityQuery } from "../generated/graphql.ts";
import { createQuery } from "../live/create-query.ts";
import { useLive } from "../live/live-context.tsx";

/** At most one question in this many milliseconds, however much changes. */
const EVERY_MS = 2_000;

/** Capacity and platform; asked again after `changes` says that something did. */
export function createCapacity(changes: Accessor<unknown>): Accessor<CapacityQuery | undefined> {
  const live = useLive();
  const query = createQuery(
    () => true,
    () => live.request(CapacityDocument, {}),
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  createEffect(
    on(
      changes,
      () => {
        timer ??= setTimeout(() => {
          timer = undefined;
          query.refetch();
        }, EVERY_MS);
      },
      { defer: true },
    ),
  );
  return query.data;
}
