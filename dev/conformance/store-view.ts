import type { TimelineEvent } from "../demo/operations.ts";

/** What the kit reads of a store through the public API. */

export const STORE = /* GraphQL */ `
  query Store($name: String!) {
    store(name: $name) {
      id phase url namespace simulated message attempts engineVersion
      components { kind name ready reason restarts }
      conditions { type status reason message }
      release { revision }
      sale { order mode steps { step durationMs } }
      lastError { code message component step resolvedAt evidence { logs podReason exitCode } }
      events(first: 100) { edges { node { seq phase step type reason message durationMs attempt count } } }
    }
  }`;

export const RETRY = /* GraphQL */ `
  mutation Retry($input: RetryStoreInput!) {
    retryStore(input: $input) {
      __typename
      ... on DomainError { code message hint }
    }
  }`;

export type StoreEvent = Omit<TimelineEvent, "id">;

export interface StoreView {
  id: string;
  phase: string;
  url: string;
  namespace: string;
  simulated: boolean;
  message: string | null;
  attempts: number;
  engineVersion: string | null;
  components: { kind: string; name: string; ready: boolean; reason: string | null; restarts: number }[];
  conditions: { type: string; status: "TRUE" | "FALSE" | "UNKNOWN"; reason: string; message: string | null }[];
  release: { revision: number | null } | null;
  sale: { order: string | null; mode: string; steps: { step: string; durationMs: number }[] } | null;
  lastError: {
    code: string;
    message: string;
    component: string | null;
    step: string;
    resolvedAt: string | null;
    evidence: { logs: string[]; podReason: string | null; exitCode: number | null } | null;
  } | null;
  events: StoreEvent[];
}

/** As the API answers. */
export interface StoreAnswer {
  store: (Omit<StoreView, "events"> & { events: { edges: { node: StoreEvent }[] } }) | null;
}

export const conditionOf = ({ conditions }: StoreView, type: string) =>
  conditions.find((condition) => condition.type === type);

/** An entry of the timeline as a line of text. */
export function eventLine({ phase, reason, durationMs, message, type, count }: StoreEvent): string {
  const took = durationMs === null ? "under way" : durationMs === 0 ? "" : ` ${durationMs} ms`;
  return `${type === "WARNING" ? "!" : " "} ${phase.padEnd(12)} ${reason}${count > 1 ? ` x${count}` : ""} ${took}: ${message}`;
}
