import { tagImage } from "../../node/load-images.ts";
import type { Bench } from "../bench.ts";
import { buy } from "../buy.ts";
import { secretDigest, volumesOf } from "../cluster-facts.ts";
import { hold } from "../outcome.ts";
import type { Row } from "../row.ts";
import { whileServing } from "../watch-serving.ts";
import { imagesOfEntry, jobsOf } from "../workloads.ts";

/** Another tag of the same image: the old pods serve until the new ones do, and what was sold stays sold. */
export const upgrade: Row = {
  name: "upgrade",
  needs: ["sell"],
  onReadyStore: true,
  async run(bench) {
    const { admin, namespace, secretName, image, cluster } = bench;
    const tag = `${image.tag}-upgrade`;
    if (cluster.node !== undefined) {
      await tagImage(cluster, `${image.repository}:${image.tag}`, `${image.repository}:${tag}`);
    }
    const credentials = await secretDigest(admin, namespace, secretName);
    const volumes = await volumesOf(admin, namespace);
    const jobs = new Set((await jobsOf(bench)).map(({ metadata }) => metadata.uid));
    const { served } = await whileServing(bench, () => untilUpgraded(bench, tag));
    const images = await imagesOfEntry(bench);
    hold(
      images.some((reference) => reference.endsWith(`:${tag}`)),
      `the entry's pods run ${images.join(", ")}, not tag ${tag}: the chart does not take its image from the values`,
    );
    const made = (await jobsOf(bench)).filter(({ metadata }) => !jobs.has(metadata.uid));
    const expected = bench.engine.workloads.some(({ kind }) => kind === "Job");
    hold(!expected || made.length > 0, "no new Job migrated: the Job's name has to change with what it runs");
    hold(credentials === (await secretDigest(admin, namespace, secretName)), "the credentials Secret has changed");
    const kept = await volumesOf(admin, namespace);
    hold(kept.join() === volumes.join(), `the volumes were ${volumes.join(", ")} and are ${kept.join(", ")}`);
    const migrated = made.length > 0 ? `migrated by ${made.map(({ metadata }) => metadata.name).join(", ")}; ` : "";
    return `${tag}; ${migrated}${served}; ${await buy(bench)}`;
  },
};

async function untilUpgraded(bench: Bench, tag: string): Promise<void> {
  const before = await bench.until("there", () => true);
  const revision = before.release?.revision ?? 0;
  await bench.useTag(tag);
  const after = await bench.until(
    "Ready in a new release",
    ({ phase, release }) => phase === "READY" && (release?.revision ?? 0) > revision,
    { giveUp: ({ phase, lastError }) => (phase === "FAILED" ? `it failed: ${lastError?.message}` : undefined) },
  );
  hold(
    after.events.some(({ phase }) => phase === "UPGRADING"),
    "the timeline knows no phase Upgrading",
  );
  if (bench.simulated) return;
  hold(after.sale?.order !== before.sale?.order, "the operator called it Ready without a new sale");
}
