import type { Bench } from "../bench.ts";
import { buy } from "../buy.ts";
import { componentOf, isServing, podsOf } from "../cluster-facts.ts";
import { hold } from "../outcome.ts";
import type { Row } from "../row.ts";
import type { StoreView } from "../store-view.ts";
import { whileServing } from "../watch-serving.ts";

/** What simulated nodes cannot pull, and what no registry has. */
const NO_SUCH_TAG = "missing";

/** A tag that is not there: taken back with the reason while the old pods serve; with the right one Ready again. */
export const wrongImage: Row = {
  name: "wrong-image",
  needs: ["create"],
  onReadyStore: true,
  async run(bench) {
    const right = bench.tag;
    const { result, served } = await whileServing(bench, async () => {
      const said = await untilTakenBack(bench);
      await bench.useTag(right);
      await bench.retry();
      // It is Ready before the retry is seen as well, in the release before.
      const isOver = ({ phase, lastError }: StoreView) => phase === "READY" && Boolean(lastError?.resolvedAt);
      await bench.until("Ready with the right tag", isOver);
      return said;
    });
    return `${result}; the old pods ${served}; right tag and retry: Ready; ${await buy(bench)}`;
  },
};

async function untilTakenBack(bench: Bench): Promise<string> {
  const before = await servingPods(bench);
  await bench.useTag(NO_SUCH_TAG);
  const { lastError } = await bench.until(
    "taken back",
    ({ phase, lastError }) => phase === "READY" && lastError?.code === "UpgradeRolledBack" && !lastError.resolvedAt,
  );
  if (lastError?.message === undefined) throw new Error("a change that was taken back has no lastError");
  hold(lastError.message.includes("ImagePullFailed"), `the message does not say why: ${lastError.message}`);
  hold(lastError.message.includes(NO_SUCH_TAG), `the message does not name the image: ${lastError.message}`);
  const after = await servingPods(bench);
  const gone = before.filter((uid) => !after.includes(uid));
  hold(gone.length === 0, `${gone.length} of ${before.length} old pods of the entry do not serve any more`);
  return "taken back because of ImagePullFailed";
}

const servingPods = async ({ admin, namespace, engine }: Bench): Promise<(string | undefined)[]> =>
  (await podsOf(admin, namespace))
    .filter((pod) => componentOf(pod) === engine.entry.component && isServing(pod))
    .map(({ metadata }) => metadata.uid);
