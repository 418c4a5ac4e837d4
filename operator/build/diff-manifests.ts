import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { diffLines } from "diff";
import { parseAllDocuments, stringify } from "yaml";

export interface Difference {
  change: "Added" | "Changed" | "Removed";
  kind: string;
  name: string;
  /** Lines of YAML that differ, each after `- ` or `+ `. */
  diff: string;
  /** The object as it would be; undefined where it would be gone. */
  object: KubeObject | undefined;
}

/**
 * Object by object, what another manifest would change. `ignored` are annotations that differ with every release and
 * tell nobody anything.
 */
export function diffManifests(
  before: string,
  after: string,
  ignored: readonly string[],
): { differences: Difference[]; unchanged: number } {
  const old = objectsOf(before, ignored);
  const wanted = objectsOf(after, ignored);
  const differences: Difference[] = [];
  for (const [key, object] of wanted) {
    const present = old.get(key);
    if (present !== undefined && isDeepStrictEqual(present, object)) continue;
    differences.push(difference(present === undefined ? "Added" : "Changed", present, object));
  }
  for (const [key, object] of old) if (!wanted.has(key)) differences.push(difference("Removed", object, undefined));
  const unchanged = [...wanted.keys()].length - differences.filter(({ change }) => change !== "Removed").length;
  return { differences: differences.sort(byName), unchanged };
}

function objectsOf(manifest: string, ignored: readonly string[]): Map<string, KubeObject> {
  const objects = new Map<string, KubeObject>();
  for (const document of parseAllDocuments(manifest)) {
    const object = document.toJS() as KubeObject | null;
    if (object?.metadata?.name === undefined) continue;
    for (const annotation of ignored) delete object.metadata.annotations?.[annotation];
    objects.set(`${object.kind ?? ""}/${object.metadata.name}`, object);
  }
  return objects;
}

function difference(
  change: Difference["change"],
  before: KubeObject | undefined,
  after: KubeObject | undefined,
): Difference {
  const object = after ?? before;
  const text = (one: KubeObject | undefined) => (one === undefined ? "" : stringify(one, { lineWidth: 0 }));
  const lines = diffLines(text(before), text(after)).filter(({ added, removed }) => added || removed);
  return {
    change,
    kind: object?.kind ?? "",
    name: object?.metadata.name ?? "",
    diff: lines.flatMap(({ value, added }) => marked(value, added ? "+" : "-")).join("\n"),
    object: after,
  };
}

const marked = (text: string, mark: string): string[] =>
  text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `${mark} ${line}`);

const byName = (a: Difference, b: Difference): number =>
  a.kind.localeCompare(b.kind, "en") || a.name.localeCompare(b.name, "en");
