import { lookup } from "node:dns";
import { get as getHttp } from "node:http";
import { get as getHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { Store } from "@shopyard/crds/store.ts";
import { Seats } from "../queue/seats.ts";
import { isTrue } from "../reconcile/conditions.ts";
import type { ObservedRoute } from "../reconcile/observation.ts";

/** How soon an address that does not answer is asked again, in milliseconds. */
const RETRY_MS = 10_000;
const TIMEOUT_MS = 5_000;
/** Addresses asked at once: an ingress that is away must not cost a socket a store. */
const LOOKS_AT_ONCE = 64;

export interface RouteChecksOptions {
  /** Where stores' addresses are asked, with their names; undefined: where their names lead. */
  via?: { host: string; port: number } | undefined;
  /** Between two looks at an address that answers, in milliseconds. */
  everyMs: number;
  /** A store's address answers now, or no longer, or for another reason. */
  onChange(store: Store): void;
  ask?: (url: string, signal: AbortSignal) => Promise<ObservedRoute>;
  random?: () => number;
}

interface Check {
  url: string;
  store: Store;
  latest: ObservedRoute | undefined;
  timer: NodeJS.Timeout | undefined;
  ended: AbortController;
}

/**
 * Whether the public addresses of serving stores answer, asked again and again beside the reconciling: a GET of `/`
 * whose body nobody reads and whose redirects nobody follows. After a restart the addresses that answered before are
 * asked in the course of the usual time, not all at once.
 */
export class RouteChecks {
  readonly #options: Required<Omit<RouteChecksOptions, "via">>;
  readonly #checks = new Map<string, Check>();
  readonly #looks = new Seats(LOOKS_AT_ONCE);

  constructor({ via, random = Math.random, everyMs, onChange, ...options }: RouteChecksOptions) {
    const { ask = (url, signal) => askOnce(url, via, signal) } = options;
    this.#options = { everyMs, onChange, ask, random };
  }

  /** What came of the last look; undefined before the first one at this address. */
  get(store: Store): ObservedRoute | undefined {
    const check = this.#checks.get(store.metadata.uid);
    return check?.url === store.status?.url ? check?.latest : undefined;
  }

  /** Begins, goes on or stops looking, as the store's status asks for. */
  update(store: Store): void {
    const { uid } = store.metadata;
    const url = store.metadata.deletionTimestamp === undefined && isServing(store) ? store.status?.url : undefined;
    const known = this.#checks.get(uid);
    if (known !== undefined && known.url === url) {
      known.store = store;
      return;
    }
    this.remove(uid);
    if (url === undefined) return;
    const check: Check = { url, store, latest: undefined, timer: undefined, ended: new AbortController() };
    this.#checks.set(uid, check);
    const { everyMs, random } = this.#options;
    if (isTrue(store.status, "Routed")) this.#lookIn(everyMs * random(), check);
    else void this.#look(check);
  }

  remove(uid: string): void {
    const check = this.#checks.get(uid);
    check?.ended.abort();
    clearTimeout(check?.timer);
    this.#checks.delete(uid);
  }

  stop(): void {
    for (const uid of [...this.#checks.keys()]) this.remove(uid);
  }

  async #look(check: Check): Promise<void> {
    const { ask, everyMs, random, onChange } = this.#options;
    const ended = check.ended.signal;
    const found = await this.#looks.use(async () =>
      ended.aborted ? undefined : ask(check.url, AbortSignal.any([ended, AbortSignal.timeout(TIMEOUT_MS)])),
    );
    if (found === undefined || ended.aborted) return;
    const changed = found.answers !== check.latest?.answers || found.detail !== check.latest.detail;
    check.latest = found;
    const next = found.answers ? everyMs : Math.min(everyMs, RETRY_MS);
    this.#lookIn(next * (0.75 + random() / 2), check);
    if (changed) onChange(check.store);
  }

  #lookIn(ms: number, check: Check): void {
    check.timer = setTimeout(() => void this.#look(check), ms).unref();
  }
}

const isServing = ({ status }: Store): boolean => status?.phase === "Ready" || status?.phase === "Degraded";

/** Names below `localhost` are loopback by definition (RFC 6761, 6.3), whatever this machine's resolver knows of them. */
const lookupLocalhost: LookupFunction = (hostname, options, callback) =>
  lookup(/(^|\.)localhost$/.test(hostname) ? "localhost" : hostname, options, callback);

async function askOnce(url: string, via: RouteChecksOptions["via"], signal: AbortSignal): Promise<ObservedRoute> {
  const get = url.startsWith("https:") ? getHttps : getHttp;
  const { hostname, host } = new URL(url);
  const there = {
    ...(isIP(hostname) === 0 && { lookup: lookupLocalhost }),
    // The name stays what it is about: in the header, in the handshake, and in the certificate.
    ...(via !== undefined && {
      ...{ hostname: via.host, port: via.port, lookup, headers: { host } },
      ...(isIP(hostname) === 0 && { servername: hostname }),
    }),
  };
  return new Promise((resolve) => {
    const nothing = (error: NodeJS.ErrnoException) => {
      const why = signal.aborted ? `no answer in ${TIMEOUT_MS / 1000} s` : (error.code ?? error.message);
      resolve({ answers: false, detail: `${url} does not answer: ${why}` });
    };
    get(url, { signal, agent: false, ...there }, (response) => {
      const { statusCode = 0 } = response;
      response.destroy();
      const answers = statusCode >= 200 && statusCode < 400;
      resolve({ answers, detail: answers ? `${url} answers` : `${url} answers with HTTP ${statusCode}` });
    }).on("error", nothing);
  });
}
