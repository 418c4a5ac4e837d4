import type { RunNames } from "../proxy/names.ts";
import { withoutNames } from "../proxy/names.ts";
import { normalise } from "./normalise.ts";
import { type Changes, isReleaseRecord, type Observer } from "./observer.ts";

/** What a run came to: every object by kind and name, and how often each came and went. */
export interface Outcome {
  objects: ReadonlyMap<string, string>;
  changes: ReadonlyMap<string, string>;
}

/** @param withPast false: stores with different pasts and one present come to the same */
export function outcomeOf(observer: Observer, names: RunNames, withPast = true): Outcome {
  const namespace = `${names.platform}-${names.store}`;
  const objects = observer
    .inside(namespace)
    .filter((seen) => !isReleaseRecord(seen))
    .map(
      (seen) =>
        [withoutNames(`${seen.kind}/${seen.object.metadata.name}`, names), normalise(seen, names, withPast)] as const,
    )
    .sort(([a, one], [b, other]) => compare(a, b) || compare(one, other));
  return {
    objects: numberHashes(objects),
    changes: sumChanges(observer.changes(namespace), names),
  };
}

/**
 * Hashes over values that hold the run's names differ from run to run; which of them are equal doesn't. Each becomes
 * the number of its first appearance.
 */
function numberHashes(objects: readonly (readonly [string, string])[]): Map<string, string> {
  const numbers = new Map<string, number>();
  const numbered = (text: string) =>
    text.replaceAll(/\b(?:[0-9a-f]{40}|[0-9a-f]{16}|[0-9a-f]{12})\b/g, (hash) => {
      const number = numbers.get(hash) ?? numbers.size + 1;
      numbers.set(hash, number);
      return `{hash ${number}}`;
    });
  const result = new Map<string, string>();
  for (const [key, text] of objects) {
    // Two Jobs of two releases have one name without its hash.
    const place = result.has(key) ? `${key} (another)` : key;
    result.set(place, numbered(text));
  }
  return result;
}

function sumChanges(changes: ReadonlyMap<string, Changes>, names: RunNames): Map<string, string> {
  const sums = new Map<string, Changes>();
  for (const [key, { created, deleted }] of changes) {
    const name = withoutNames(key, names);
    const sum = sums.get(name) ?? { created: 0, deleted: 0 };
    sums.set(name, { created: sum.created + created, deleted: sum.deleted + deleted });
  }
  return new Map([...sums].map(([key, { created, deleted }]) => [key, `created ${created}, deleted ${deleted}`]));
}

/** One line for everything that differs; empty where both came to the same. */
export function differences(expected: Outcome, actual: Outcome): string[] {
  return [...objectDifferences(expected, actual), ...compareMaps("count", expected.changes, actual.changes)];
}

/** The same, however often things came and went. */
export const objectDifferences = (expected: Outcome, actual: Outcome): string[] =>
  compareMaps("object", expected.objects, actual.objects);

function compareMaps(
  what: string,
  expected: ReadonlyMap<string, string>,
  actual: ReadonlyMap<string, string>,
): string[] {
  const keys = [...new Set([...expected.keys(), ...actual.keys()])];
  return keys
    .filter((key) => expected.get(key) !== actual.get(key))
    .map((key) => `${what} ${key}: ${firstDifference(expected.get(key) ?? "none", actual.get(key) ?? "none")}`);
}

const AROUND = 60;

function firstDifference(expected: string, actual: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === actual[at]) at += 1;
  const part = (text: string) => text.slice(Math.max(0, at - AROUND), at + 2 * AROUND);
  return `expected …${part(expected)}… got …${part(actual)}…`;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
