import type { Manifest } from "./manifests.ts";
import { run } from "./tools.ts";

/** Something that kube-score would have otherwise. */
export interface Finding {
  /** `Deployment/shopyard-server`. */
  object: string;
  /** The check's id (`kube-score list`). */
  check: string;
  grade: "CRITICAL" | "WARNING";
  /** A container's name, where it is about one. */
  path: string;
  said: string;
}

interface ScoredObject {
  type_meta: { kind: string };
  object_meta: { name: string };
  checks: {
    check: { id: string };
    grade: number;
    skipped: boolean;
    comments: { path: string; summary: string }[] | null;
  }[];
}

/** kube-score's own numbers: the best grade that still is one or the other. */
const CRITICAL = 1;
const WARNING = 5;

/** What kube-score says to these objects as one namespace's, checks that were passed left out. */
export async function score(objects: readonly Manifest[], namespace: string): Promise<Finding[]> {
  // helm puts what names no namespace into the release's; kube-score compares them as they are written.
  const text = objects
    .map((object) => JSON.stringify({ ...object, metadata: { namespace, ...object.metadata } }))
    .join("\n---\n");
  const args = ["score", "--output-format", "json", "--kubernetes-version", "v1.37", "-"];
  const { stdout, stderr } = await run("SHOPYARD_KUBE_SCORE", args, text);
  if (!stdout.startsWith("[")) throw new Error(`kube-score gave no answer: ${stderr}`);
  return (JSON.parse(stdout) as ScoredObject[]).flatMap(({ type_meta, object_meta, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade <= WARNING)
      .flatMap(({ check, grade, comments }) =>
        (comments ?? [{ path: "", summary: "" }]).map(({ path, summary }) => ({
          object: `${type_meta.kind}/${object_meta.name}`,
          check: check.id,
          grade: grade <= CRITICAL ? ("CRITICAL" as const) : ("WARNING" as const),
          path,
          said: summary,
        })),
      ),
  );
}
