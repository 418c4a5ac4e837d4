import { randomBytes } from "node:crypto";
import { createGraphqlClient, type GraphqlClient } from "./graphql-client.ts";
import { findLeftovers } from "./leftovers.ts";
import {
  CREATE,
  DELETE,
  type LiveStore,
  type Refusal,
  type TimelineEvent,
  WATCH_EVENTS,
  WATCH_STORE,
} from "./operations.ts";

export interface OnceOptions {
  server: string;
  kubeconfig: string;
  storesNamespace: string;
  engine: string;
  name: string | undefined;
  /** Receives the timeline and what happens, a line at a time. */
  say(line: string): void;
  signal: AbortSignal;
  /** While it lasts, the shop stays open for a look. */
  untilDone?(): Promise<void>;
}

export interface OnceSummary {
  phase: string;
  /** From the mutation to Ready. */
  seconds: number;
  /** Timeline entries seen from creation to the end. */
  events: number;
  leftovers: number;
  deleteSeconds: number;
  simulated: boolean;
  /** Of the trial purchase, as the shop's admin knows it; null where nobody bought. */
  order: string | null;
  name: string;
  engine: string;
}

/** Phases in which provisioning has ended. */
const SETTLED = ["READY", "FAILED"];

export class OnceError extends Error {
  override name = "OnceError";
}

/**
 * One store from nothing to Ready to nothing, through the public API alone; only the last look for leftovers uses the
 * cluster's administrator.
 * @throws OnceError with the reason: refused, Failed, or something left behind
 */
export async function runOnce(options: OnceOptions): Promise<OnceSummary> {
  const { engine, say, signal } = options;
  const name = options.name ?? `once-${randomBytes(3).toString("hex")}`;
  const client = createGraphqlClient(options.server);
  try {
    const start = Date.now();
    const { createStore } = await client.request<{
      createStore: Refusal & { created?: boolean; store?: { id: string; url: string | null } };
    }>(CREATE, { input: { name, engine } });
    if (createStore.store === undefined) throw refused(createStore);
    if (!createStore.created) throw new OnceError(`a store named ${name} exists already: choose another --name`);
    const { id } = createStore.store;
    say(`created ${name} (${engine}); its timeline:`);

    const seen = new Map<string, TimelineEvent>();
    const toldTheEnd = Promise.withResolvers<void>();
    const timeline = followTimeline(client, id, start, (event, line) => {
      seen.set(event.id, event);
      say(line);
      if (SETTLED.includes(event.phase)) toldTheEnd.resolve();
    });
    const ready = await untilPhase(client, id, (store) => SETTLED.includes(store.phase), signal);
    if (ready === undefined) throw new OnceError(`${name} was deleted by somebody else`);
    const seconds = (Date.now() - start) / 1000;
    // Two subscriptions: the timeline may be a moment behind.
    await Promise.race([toldTheEnd.promise, timeline]);
    if (ready.phase === "FAILED") say(`${name} is Failed after ${seconds.toFixed(1)} s`);
    else sayWhere(name, ready, seconds, say);
    if (ready.simulated) say("the nodes are simulated: nothing can be bought there");

    await options.untilDone?.();
    say(`deleting ${name}`);
    const deletion = Date.now();
    const gone = untilPhase(client, id, () => false, signal);
    const { deleteStore } = await client.request<{ deleteStore: Refusal }>(DELETE, {
      input: { id, confirmName: name },
    });
    if (deleteStore.code !== undefined) throw refused(deleteStore);
    await gone;
    await timeline;
    const deleteSeconds = (Date.now() - deletion) / 1000;
    const leftovers = await findLeftovers(options.kubeconfig, {
      name,
      namespace: ready.namespace ?? `shop-${name}`,
      storesNamespace: options.storesNamespace,
    });
    say(
      `deleted after ${deleteSeconds.toFixed(1)} s; left behind: ${leftovers.length === 0 ? "nothing" : leftovers.join(", ")}`,
    );
    if (ready.phase === "FAILED") {
      throw new OnceError(
        `${name} failed: ${ready.lastError?.message ?? ready.message ?? "no reason given"} ${ready.lastError?.hint ?? ""}`,
      );
    }
    if (leftovers.length > 0) throw new OnceError(`${leftovers.length} objects were left behind`);
    return {
      phase: "Ready",
      seconds,
      events: seen.size,
      leftovers: 0,
      deleteSeconds,
      simulated: ready.simulated,
      order: ready.sale?.order ?? null,
      name,
      engine,
    };
  } finally {
    await client.close();
  }
}

/** Where to shop, where to sign in, and with what. */
function sayWhere(name: string, ready: LiveStore, seconds: number, say: (line: string) => void): void {
  say(`${name} is Ready at ${ready.url} after ${seconds.toFixed(1)} s`);
  const { credentials, adminUrl, sale } = ready;
  if (ready.simulated || credentials === null) return;
  if (sale !== null) say(`order ${sale.order ?? "(none: looked only)"} was placed and seen by the admin`);
  say(`administration: ${adminUrl}; every credential is in the Secret:`);
  say(
    `  kubectl -n ${credentials.namespace} get secret ${credentials.name} -o go-template='{{range $key, $value := .data}}{{$key}}: {{$value | base64decode}}{{"\\n"}}{{end}}'`,
  );
}

/** Tells entries as they come; an entry that changes (it ended, it was repeated) is told again. */
async function followTimeline(
  client: GraphqlClient,
  store: string,
  start: number,
  tell: (event: TimelineEvent, line: string) => void,
): Promise<void> {
  const newest = new Map<string, number>();
  for await (const { storeEventAdded } of client.subscribe<{
    storeEventAdded: { __typename: string; events?: TimelineEvent[] };
  }>(WATCH_EVENTS, { store })) {
    if (storeEventAdded.__typename === "StoreLeft") return;
    for (const event of storeEventAdded.events ?? []) {
      if ((newest.get(event.id) ?? 0) >= event.seq) continue;
      newest.set(event.id, event.seq);
      const at = ((Date.now() - start) / 1000).toFixed(1).padStart(6);
      const took = event.durationMs === null ? "..." : event.durationMs === 0 ? "" : `${event.durationMs} ms`;
      const mark = event.type === "WARNING" ? "!" : " ";
      tell(
        event,
        `${at} s ${mark} ${event.phase.padEnd(12)} ${event.reason.padEnd(20)} ${took.padStart(9)}  ${event.message}`,
      );
    }
  }
}

/** The store once `wanted` holds of it; undefined once it is gone. */
async function untilPhase(
  client: GraphqlClient,
  id: string,
  wanted: (store: LiveStore) => boolean,
  signal: AbortSignal,
): Promise<LiveStore | undefined> {
  const frames = client.subscribe<{
    storeChanged: { __typename: string; stores?: LiveStore[]; store?: LiveStore };
  }>(WATCH_STORE, { id });
  const stop = () => void client.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const { storeChanged } of frames) {
      if (storeChanged.__typename === "StoreLeft") return undefined;
      const store = storeChanged.store ?? storeChanged.stores?.[0];
      if (store !== undefined && wanted(store)) return store;
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
  signal.throwIfAborted();
  throw new OnceError("the server ended the subscription before the store got there");
}

const refused = ({ code, message, hint }: Refusal): OnceError =>
  new OnceError(`refused (${code}): ${message}${hint ? ` ${hint}` : ""}`);
