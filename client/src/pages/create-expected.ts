import type { Accessor } from "solid-js";
import { PastRunsDocument } from "../generated/graphql.ts";
import { createQuery } from "../live/create-query.ts";
import { useLive } from "../live/live-context.tsx";

/** Milliseconds that stores of this engine took: the median of the latest that are Ready; undefined where none is. */
export function createExpected(engine: Accessor<string | undefined>): Accessor<number | undefined> {
  const live = useLive();
  const runs = createQuery(engine, (name) => live.request(PastRunsDocument, { engine: name }));
  return () => median(runs.data()?.stores.edges.flatMap(({ node }) => tookOf(node)) ?? []);
}

function tookOf(run: { startedAt?: string | null; readyAt?: string | null }): number[] {
  if (!run.startedAt || !run.readyAt) return [];
  const ms = Date.parse(run.readyAt) - Date.parse(run.startedAt);
  return ms > 0 ? [ms] : [];
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
