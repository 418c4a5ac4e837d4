import { isClaimOf, type RunNames, withoutNames } from "./names.ts";

/** One line of a watch, as it came from the API server. */
export interface WatchEvent {
  /** What is watched: the request's path without its query. */
  path: string;
  type: string;
  kind: string;
  namespace: string;
  name: string;
  uid: string;
  resourceVersion: string;
}

interface Line {
  type?: string;
  object?: {
    kind?: string;
    metadata?: { namespace?: string; name?: string; uid?: string; resourceVersion?: string };
  };
}

/** undefined for what is no change of an object: bookmarks, errors, lines that are no JSON. */
export function readWatchEvent(path: string, line: string): WatchEvent | undefined {
  let parsed: Line;
  try {
    parsed = JSON.parse(line) as Line;
  } catch {
    return undefined;
  }
  const { type = "", object } = parsed;
  if (!["ADDED", "MODIFIED", "DELETED"].includes(type)) return undefined;
  const { namespace = "", name = "", uid = "", resourceVersion = "" } = object?.metadata ?? {};
  return { path, type, kind: object?.kind ?? "", namespace, name, uid, resourceVersion };
}

export const isEventOf = ({ namespace, name, kind }: WatchEvent, names: RunNames): boolean => {
  const own = `${names.platform}-${names.store}`;
  if (namespace === own) return true;
  if (kind === "Namespace") return name === own;
  return kind === "Store" ? name === names.store : kind === "ConfigMap" && isClaimOf(name, names);
};

/** Kind, type and name without the names of the run and the suffixes that controllers make up. */
export const textOfEvent = ({ type, kind, name }: WatchEvent, names: RunNames): string =>
  `${type} ${kind}/${withoutNames(name, names).replace(/^({store}-[a-z]+(?:-{hash})?)(-[a-z0-9]{8,10})?-[a-z0-9]{5}$/, "$1-{random}")}`;
