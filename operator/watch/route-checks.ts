import type { Store } from "@shopyard/crds/store.ts";
import { Seats } from "../queue/seats.ts";
import { findCondition, isServing, isTrue } from "../reconcile/conditions.ts";
import type { ObservedCertificate, ObservedRoute } from "../reconcile/observation.ts";
import type { AskRoute, RouteAnswer } from "./ask-route.ts";
import type { JudgeCertificate } from "./certificates.ts";

/** How soon an address that does not answer is asked again, in milliseconds. */
const RETRY_MS = 10_000;
/** Addresses asked at once: an ingress that is away must not cost a socket a store. */
const LOOKS_AT_ONCE = 64;

export interface RouteChecksOptions {
  ask: AskRoute;
  /** What to make of the certificate that an address with TLS answered with. */
  judge: JudgeCertificate;
  /** Between two looks at an address that answers, in milliseconds. */
  everyMs: number;
  /** A store's address answers now, or no longer, or for another reason. */
  onChange(store: Store): void;
  /** A certificate could not be judged: what was known of it stays. */
  onError(store: Store, error: unknown): void;
  random?: () => number;
}

interface Check {
  url: string;
  store: Store;
  latest: ObservedRoute | undefined;
  /** Looks in a row that found something wrong. */
  misses: number;
  timer: NodeJS.Timeout | undefined;
  ended: AbortController;
}

/**
 * Whether the public addresses of serving stores answer, and with which certificate, asked again and again beside the
 * reconciling. A certificate ends without any event, so it is looked at as often as the address. After a restart the
 * addresses that answered before are asked in the course of the usual time, not all at once.
 */
export class RouteChecks {
  readonly #options: Required<RouteChecksOptions>;
  readonly #checks = new Map<string, Check>();
  readonly #looks = new Seats(LOOKS_AT_ONCE);

  constructor({ random = Math.random, ...options }: RouteChecksOptions) {
    this.#options = { ...options, random };
  }

  /** What came of the last look; undefined before the first one at this address. */
  get(store: Store): ObservedRoute | undefined {
    const check = this.#checks.get(store.metadata.uid);
    return check?.url === store.status?.url ? check?.latest : undefined;
  }

  /** Begins, goes on or stops looking, as the store's status asks for. */
  update(store: Store): void {
    const { uid } = store.metadata;
    const url =
      store.metadata.deletionTimestamp === undefined && isServing(store.status) ? store.status?.url : undefined;
    const known = this.#checks.get(uid);
    if (known !== undefined && known.url === url) {
      known.store = store;
      return;
    }
    this.remove(uid);
    if (url === undefined) return;
    const check: Check = { url, store, latest: undefined, misses: 0, timer: undefined, ended: new AbortController() };
    this.#checks.set(uid, check);
    const { everyMs, random } = this.#options;
    if (isSettled(store)) this.#lookIn(everyMs * random(), check);
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
    const found = await this.#looks.use(async () => {
      if (ended.aborted) return undefined;
      const answer = await ask(check.url, ended);
      return { ...answer, certificate: await this.#certificate(check, answer) };
    });
    if (found === undefined || ended.aborted) return;
    const { latest } = check;
    const { answers, detail, certificate } = found;
    check.latest = { answers, detail, certificate };
    check.misses = certificate === undefined || certificate.reason === "Valid" ? 0 : check.misses + 1;
    // What is wrong with a certificate may be so for thousands of stores, and for days.
    const wait = answers ? (check.misses === 0 ? everyMs : RETRY_MS * 2 ** (check.misses - 1)) : RETRY_MS;
    this.#lookIn(Math.min(everyMs, wait) * (0.75 + random() / 2), check);
    const changed = answers !== latest?.answers || detail !== latest.detail || !isSame(certificate, latest.certificate);
    if (changed) onChange(check.store);
  }

  async #certificate(
    { url, store, latest, ended }: Check,
    { served }: RouteAnswer,
  ): Promise<ObservedCertificate | undefined> {
    if (!url.startsWith("https:")) return undefined;
    try {
      return await this.#options.judge(store, new URL(url).hostname, served, ended.signal);
    } catch (error) {
      if (!ended.signal.aborted) this.#options.onError(store, error);
      return latest?.certificate;
    }
  }

  #lookIn(ms: number, check: Check): void {
    check.timer = setTimeout(() => void this.#look(check), ms).unref();
  }
}

/** What is known of it is as it should be, as far as anybody knew before a restart. */
const isSettled = ({ status }: Store): boolean =>
  isTrue(status, "Routed") && findCondition(status, "Certified")?.status !== "Unknown";

const isSame = (a: ObservedCertificate | undefined, b: ObservedCertificate | undefined): boolean =>
  a?.reason === b?.reason && a?.message === b?.message;
