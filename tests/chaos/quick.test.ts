import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testCluster } from "../support/test-cluster.ts";
import { parseChaosArguments } from "./arguments.ts";
import { isFailure, type PointResult, replayOf, titleOf } from "./run/report.ts";
import { runChaos } from "./run/run-chaos.ts";

/** A sample of the sweeps beside the other suites: some points of a few scenarios. */
const SAMPLE = [
  "--scenario",
  "create,upgrade,delete",
  "--points",
  "24",
  "--minutes",
  "4",
  "--lanes",
  "2",
  "--seed",
  "1",
];
const AT_LEAST = 10;

it("an operator that is disturbed comes to what it comes to undisturbed", { timeout: 480_000 }, async () => {
  const { kubeconfig, etcd, bin, stateDir } = testCluster();
  const args = parseChaosArguments(SAMPLE, 0);
  if (args === undefined) throw new Error("the sample asks for help");
  const folder = join(stateDir, "chaos");
  mkdirSync(folder, { recursive: true });
  const results: PointResult[] = [];
  await runChaos({
    args,
    cluster: { kubeconfig, etcd, helm: bin.helm },
    stateDir: folder,
    signal: new AbortController().signal,
    say: () => undefined,
    tell: (result) => results.push(result),
  });
  const failures = results
    .filter(isFailure)
    .map(({ point, problems }) => [titleOf(point), ...problems, replayOf(point, args)].join("\n"));
  expect(failures).toEqual([]);
  expect(results.filter(({ reached }) => reached).length).toBeGreaterThanOrEqual(AT_LEAST);
});
