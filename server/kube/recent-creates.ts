/**
 * Who has lately been making which stores: one record for all replicas, on the API server, compared and set. A Lease,
 * since nothing else in the Stores' namespace is one: the server's right to that kind is a right to these alone
 * (docs/decisions/0026-caps-hold-across-replicas.md).
 */
import { setTimeout as delay } from "node:timers/promises";
import { ANNOTATIONS } from "@shopyard/crds/constants.ts";
import type { KubeClient, RequestOptions } from "@shopyard/kube/client.ts";
import { isConflict, KubeError } from "@shopyard/kube/error.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { LEASES, resourcePath } from "@shopyard/kube/paths.ts";

/** A store's name, and when its create began, in milliseconds since the epoch. */
export interface RecentCreate {
  readonly name: string;
  readonly time: number;
}

/** What is to become of an owner's creates, undefined for no change, and what to answer. */
export interface Decision<T> {
  creates?: readonly RecentCreate[] | undefined;
  answer: T;
}

export interface RecentCreatesOptions {
  client: KubeClient;
  /** The Stores'. */
  namespace: string;
  /** Of each request. */
  request: RequestOptions;
}

type Book = Record<string, readonly (readonly [name: string, time: number])[]>;

/** Owners share a record by so many digits of their hash: there are at most 256, however many addresses come. */
const SHARED_DIGITS = 2;
/** Replicas that meet at one record; each of them is through after as many tries as there are others. */
const TRIES = 12;
const PAUSE_MS = 20;

const recordOf = (owner: string): string => `creates-${owner.slice(0, SHARED_DIGITS)}`;

/** Where an owner's record is; without an owner, where all of them are. */
export const recentCreatesPath = (namespace: string, owner?: string): string =>
  resourcePath(LEASES, { namespace, name: owner && recordOf(owner) });

export class RecentCreates {
  readonly #options: RecentCreatesOptions;

  constructor(options: RecentCreatesOptions) {
    this.#options = options;
  }

  /**
   * Has `decide` look at an owner's creates, and writes what it makes of them unless another replica was faster, who is
   * then looked at first. Creates from before `forgottenBefore` (milliseconds since the epoch) are dropped, everybody's.
   * @throws KubeError of the API server; with status 409 where others were faster every time.
   */
  async change<T>(
    owner: string,
    forgottenBefore: number,
    decide: (creates: readonly RecentCreate[]) => Promise<Decision<T>> | Decision<T>,
  ): Promise<T> {
    const { client, namespace, request } = this.#options;
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (tries > 0) await delay(PAUSE_MS * tries * (0.5 + Math.random() / 2));
      const found = await client.get<KubeObject>(recentCreatesPath(namespace, owner), request);
      const book = readBook(found, forgottenBefore);
      const mine = (book[owner] ?? []).map(([store, time]) => ({ name: store, time }));
      const { creates, answer } = await decide(mine);
      if (creates === undefined) return answer;
      const { [owner]: _, ...others } = book;
      const next: Book =
        creates.length === 0 ? others : { ...others, [owner]: creates.map(({ name: store, time }) => [store, time]) };
      if (await this.#write(owner, found, next)) return answer;
    }
    throw new KubeError(`others wrote ${recordOf(owner)} first, ${TRIES} times`, 409, "Conflict");
  }

  /** false where it is no longer what was found. */
  async #write(owner: string, found: KubeObject | undefined, book: Book): Promise<boolean> {
    const { client, namespace, request } = this.#options;
    const annotations = { ...found?.metadata.annotations, [ANNOTATIONS.creates]: JSON.stringify(book) };
    try {
      if (found === undefined) {
        const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease" };
        const metadata = { name: recordOf(owner), namespace, annotations };
        await client.create(recentCreatesPath(namespace), { ...lease, metadata }, request);
      } else {
        await client.replace(
          recentCreatesPath(namespace, owner),
          { ...found, metadata: { ...found.metadata, annotations } },
          request,
        );
      }
      return true;
    } catch (error) {
      if (isConflict(error) || (error instanceof KubeError && error.status === 404)) return false;
      throw error;
    }
  }
}

/** What is not older; whatever a person has made of the annotation, it is read as far as it can be. */
function readBook(found: KubeObject | undefined, from: number): Book {
  let book: unknown;
  try {
    book = JSON.parse(found?.metadata.annotations?.[ANNOTATIONS.creates] ?? "{}");
  } catch {
    return {};
  }
  const lists = Object.entries(book ?? {}).map(([owner, list]): [string, Book[string]] => [
    owner,
    Array.isArray(list) ? list.filter((entry) => isEntry(entry) && entry[1] >= from) : [],
  ]);
  return Object.fromEntries(lists.filter(([, list]) => list.length > 0));
}

const isEntry = (entry: unknown): entry is Book[string][number] =>
  Array.isArray(entry) && typeof entry[0] === "string" && typeof entry[1] === "number";
