import type { ChaosArguments } from "../arguments.ts";
import { SCENARIOS, type Scenario } from "../scenarios/scenario.ts";
import { SEQUENCE_SWEEPS } from "../sweeps/sequence-sweeps.ts";
import { SWEEPS } from "../sweeps/sweeps.ts";
import { type Point, pointsOf, samplePoints, sequencePoints } from "./points.ts";
import { seeded, shuffle } from "./random.ts";
import type { LaneAtWork, Runner } from "./runner.ts";
import { spread } from "./spread.ts";

/** Runs each scenario that is asked for without a fault, and gives the points to try. */
export async function planPoints(
  args: ChaosArguments,
  lanes: readonly LaneAtWork[],
  runner: Runner,
  say: (line: string) => void,
): Promise<Point[]> {
  const sweeps = SWEEPS.filter(({ name }) => args.sweeps.includes(name));
  const scenarios = sweeps.length === 0 ? [] : SCENARIOS.filter(({ name }) => args.scenarios.includes(name));
  const found = new Map<Scenario, Point[]>();
  await spread(lanes, scenarios, async (at, scenario) => {
    const { trigger, settledMs } = await runner.learn(at, scenario);
    const seconds = (settledMs / 1000).toFixed(1);
    say(`${scenario.name}: ${trigger.writes.length} writes, ${trigger.events.length} events, ${seconds} s undisturbed`);
    found.set(
      scenario,
      sweeps.flatMap((sweep) => pointsOf(scenario, sweep, trigger)),
    );
  });
  const points = [
    ...scenarios.flatMap((scenario) => found.get(scenario) ?? []),
    ...SEQUENCE_SWEEPS.filter(({ name }) => args.sweeps.includes(name)).flatMap((sweep) =>
      sequencePoints(sweep, args.all, args.seed),
    ),
  ];
  if (args.point === undefined) {
    const random = seeded(args.seed);
    // Mixed, so that some lanes work while others wait for the end of a freeze.
    return args.all ? shuffle(points, random) : samplePoints(points, args.points, random);
  }
  const chosen = points.filter(({ key }) => key === args.point);
  if (chosen.length > 0) return chosen;
  throw new Error(`no point ${args.point}; there is:\n${points.map(({ key }) => key).join("\n")}`);
}
