import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { readStages } from "../../dev/cluster/components/kwok.ts";
import { FAILURE_MODES } from "../../dev/cluster/stages/modes.ts";

interface Stage {
  metadata: { name: string };
  spec: {
    resourceRef: { kind: string };
    selector: { matchExpressions: { key?: string; operator?: string; values?: string[] }[] };
  };
}

function stages(): Stage[] {
  return parseAllDocuments(readStages()).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Stage;
  });
}

const mode = (stage: Stage, operator: string) =>
  stage.spec.selector.matchExpressions.find(
    (expression) => expression.operator === operator && expression.key?.includes("shopyard.dev/simulate"),
  );

test("every stage is valid YAML with the failure query filled in", () => {
  const all = stages();
  expect(all.map((stage) => stage.metadata.name)).toContain("pod-ready");
  expect(new Set(all.map((stage) => stage.metadata.name)).size).toBe(all.length);
  expect(readStages()).not.toContain("$(MODE)");
});

test("the stages that let a pod succeed leave out every failure mode", () => {
  for (const name of ["pod-ready", "pod-complete"]) {
    const stage = stages().find((candidate) => candidate.metadata.name === name);
    expect(stage && mode(stage, "NotIn")?.values?.toSorted()).toEqual([...FAILURE_MODES].sort());
  }
});

test("every failure mode has a stage", () => {
  const covered = stages().flatMap((stage) => mode(stage, "In")?.values ?? []);
  for (const name of FAILURE_MODES) expect(covered).toContain(name);
});
