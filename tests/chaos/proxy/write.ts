import { isClaimOf, type RunNames, withoutNames } from "./names.ts";

/** A request that changes something, as it reached the proxy. */
export interface Write {
  method: string;
  /** With the name of what a POST makes, which is in its body. */
  path: string;
  /** Who sent it, by its User-Agent. */
  from: "helm" | "operator";
  httpVersion: string;
}

const WRITES = new Set(["POST", "PUT", "PATCH", "DELETE"]);
/** Told beside the work (Events, Leases), or asked and not written (reviews, tokens). */
const NO_WORK = /\/(events|leases|selfsubject\w*reviews|subjectaccessreviews|tokenreviews|token)(\/|$)/;

/** The write that a request is; undefined for reads, dry runs, and what is no part of the work. */
export function readWrite(
  method: string,
  url: string,
  body: string,
  headers: { "user-agent"?: string | undefined },
  httpVersion: string,
): Write | undefined {
  const { pathname, searchParams } = new URL(url, "https://localhost");
  if (!WRITES.has(method) || searchParams.has("dryRun") || NO_WORK.test(pathname)) return undefined;
  const name = method === "POST" ? nameIn(body) : undefined;
  return {
    method,
    path: name === undefined ? pathname : `${pathname}/${name}`,
    from: /^helm/i.test(headers["user-agent"] ?? "") ? "helm" : "operator",
    httpVersion,
  };
}

function nameIn(body: string): string | undefined {
  try {
    const { metadata } = JSON.parse(body) as { metadata?: { name?: string } };
    return metadata?.name;
  } catch {
    return undefined;
  }
}

/** Whether it is about this store: its own object, its host's claim, its namespace, or something in there. */
export const isOf = ({ path }: Pick<Write, "path">, names: RunNames): boolean =>
  path
    .split("/")
    .some((part) => part === names.store || part === `${names.platform}-${names.store}` || isClaimOf(part, names));

/**
 * Counts what comes, so that one of several equal ones can be named. Keys and not plain numbers: policies are written
 * at once, and which comes first is chance.
 */
export class Occurrences {
  readonly #seen = new Map<string, number>();

  /** `<what>#<n>`, n from 1. */
  next(what: string): string {
    const count = (this.#seen.get(what) ?? 0) + 1;
    this.#seen.set(what, count);
    return `${what}#${count}`;
  }
}

/** Method and path without the names of the run. */
export const textOfWrite = ({ method, path }: Write, names: RunNames): string =>
  `${method} ${withoutNames(path, names)}`;
