/** Changes of a store one after the other, faster than it can follow. */
import { SIZES, type Size } from "@shopyard/crds/constants.ts";
import type { StoreSpec } from "@shopyard/crds/store.ts";
import { engine, FIRST, SECOND } from "../engine/engine.ts";
import { pick } from "../run/random.ts";

export type Step =
  | { do: "apply"; spec: StoreSpec }
  /** The API server has to refuse it. */
  | { do: "refused"; spec: object }
  | { do: "wait"; milliseconds: number }
  /** SIGKILL of the operator, and of its helm. */
  | { do: "kill" };

export interface Sequence {
  steps: readonly Step[];
  /** What the store has to come to. */
  last: StoreSpec;
}

const specOf = (engineVersion: string, size: Size, suspended: boolean): StoreSpec => ({
  engine: engine.name,
  engineVersion,
  size,
  suspended,
});

/** Every spec that a store may be asked for and can come to. */
export const SPECS: readonly StoreSpec[] = [FIRST, SECOND].flatMap((version) =>
  SIZES.flatMap((size) => [false, true].map((suspended) => specOf(version, size, suspended))),
);

/** What every sequence begins from. */
export const BEGINNING: StoreSpec = specOf(FIRST, "small", false);

/** The longest wait between two changes, in milliseconds: about as long as one takes. */
const LONGEST_WAIT_MS = 3_000;

/** So many changes of the spec, a fifth of them to what cannot be built, invalid ones between; the last one can. */
export function randomSequence(changes: number, kills: boolean, random: () => number): Sequence {
  const steps: Step[] = [];
  for (let change = 1; change < changes; change += 1) {
    const spec = pick(SPECS, random);
    steps.push({ do: "apply", spec: random() < 0.2 ? { ...spec, engineVersion: "9.9.9" } : spec });
    if (random() < 0.2) steps.push({ do: "refused", spec: { ...spec, size: "enormous" } });
    if (kills && random() < 0.3) steps.push({ do: "kill" });
    if (random() < 0.7) steps.push({ do: "wait", milliseconds: Math.round(random() * LONGEST_WAIT_MS) });
  }
  const last = pick(SPECS, random);
  return { steps: [...steps, { do: "apply", spec: last }], last };
}

/** To another spec and back before it is reached. */
export function thereAndBack(there: StoreSpec, milliseconds: number, kill: boolean): Sequence {
  const between: Step[] = [
    ...(milliseconds > 0 ? [{ do: "wait", milliseconds } as const] : []),
    ...(kill ? [{ do: "kill" } as const] : []),
  ];
  return { steps: [{ do: "apply", spec: there }, ...between, { do: "apply", spec: BEGINNING }], last: BEGINNING };
}

/** One for each kind of change and each wait. */
export const allThereAndBack = (waits: readonly number[], kill: boolean): Sequence[] =>
  [
    { ...BEGINNING, engineVersion: SECOND },
    { ...BEGINNING, size: "medium" as const },
    { ...BEGINNING, suspended: true },
  ].flatMap((there) => waits.map((wait) => thereAndBack(there, wait, kill)));
