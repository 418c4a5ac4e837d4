import { pick } from "../run/random.ts";
import { allThereAndBack, randomSequence, type Sequence } from "../scenarios/sequence.ts";

/** Sequences of changes that are tried one by one. */
export interface SequenceSweep {
  name: string;
  what: string;
  sequences(options: { all: boolean; random: () => number }): Sequence[];
}

/** Changes in a sequence, and sequences: a thousand changes and more in all, without and with kills. */
const LONG = { changes: 20, sequences: 50 };
const SHORT = { changes: 6, sequences: 6 };
/** Waits before the way back, in milliseconds: within each part of the way there. */
const WAITS = [0, 100, 300, 600, 1_000, 1_500, 2_500];

const randomSweep =
  (kills: boolean): SequenceSweep["sequences"] =>
  ({ all, random }) => {
    const { changes, sequences } = all ? LONG : SHORT;
    return Array.from({ length: sequences }, () => randomSequence(changes, kills, random));
  };

const backSweep =
  (kill: boolean): SequenceSweep["sequences"] =>
  ({ all, random }) =>
    all ? allThereAndBack(WAITS, kill) : allThereAndBack([0, pick(WAITS, random)], kill);

export const SEQUENCE_SWEEPS: readonly SequenceSweep[] = [
  { name: "random", what: "random changes of the spec, invalid ones between", sequences: randomSweep(false) },
  { name: "random-kill", what: "the same, the operator killed between", sequences: randomSweep(true) },
  { name: "back", what: "to another spec and back before it is reached", sequences: backSweep(false) },
  { name: "back-kill", what: "the same, the operator killed between", sequences: backSweep(true) },
];
