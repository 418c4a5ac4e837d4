import { waitUntil } from "../../cluster/wait-until.ts";
import type { Bench } from "../bench.ts";
import { buy, trySale } from "../buy.ts";
import { CannotRun, ContractError, hold } from "../outcome.ts";
import type { Row } from "../row.ts";
import { runOnVolume, volumeOf } from "../volume-job.ts";
import { isUp, workloadsOf } from "../workloads.ts";

/**
 * Takes all the room there is: most of it reserved, not written, so that the machine's own disk keeps its room; the last
 * bytes written. Says how many KiB are left.
 */
const FILL = `
filler="$0/kit-filler"
room() { df -Pk "$0" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4; }
left=$(room)
while [ "$left" -gt 0 ] && ! fallocate -l "$left"k "$filler" 2>/dev/null; do left=$((left - 16)); done
cat /dev/zero >"$filler.rest" 2>/dev/null
room >/dev/termination-log`;
const FREE = `rm -f "$0/kit-filler" "$0/kit-filler.rest"`;
/** A database may have room set aside: so many sales are tried until one meets the full disk. */
const SALES = 10;

/** The first database's volume without a free byte: a sale fails and says where; with room it sells again. */
export const fullVolume: Row = {
  name: "full-volume",
  needs: ["sell"],
  onReadyStore: true,
  async run(bench) {
    if (bench.simulated) throw new CannotRun("the volumes are simulated: nothing can fill them");
    const [database] = await workloadsOf(bench, "StatefulSet");
    if (database === undefined) throw new CannotRun(`${bench.engine.name} has no StatefulSet with a volume`);
    const volume = await volumeOf(bench, database.metadata.name);
    let said: string;
    try {
      const left = await runOnVolume(bench, volume, FILL);
      said = `${volume.claim} has ${left} KiB left, ${await untilItHurts(bench)}`;
    } finally {
      await runOnVolume(bench, volume, FREE);
    }
    await waitUntil(() => isUp(bench), {
      what: "every part to be ready with room again",
      timeoutMs: bench.patienceMs,
      everyMs: 500,
      signal: bench.signal,
    });
    await bench.until("Ready with room again", ({ phase }) => phase === "READY");
    return `${said}; with room again: ${await buy(bench)}`;
  },
};

async function untilItHurts(bench: Bench): Promise<string> {
  for (let sale = 1; sale <= SALES; sale += 1) {
    const outcome = await trySale(bench);
    if (outcome.state === "failed") {
      hold(/the step "\w+" failed/.test(outcome.failure.message), `no step is named: ${outcome.failure.message}`);
      return `sale ${sale} failed: ${outcome.failure.message.slice(0, 300)}`;
    }
    const store = await bench.store();
    if (store?.phase === "DEGRADED") return `Degraded: ${store.lastError?.code}: ${store.lastError?.message}`;
  }
  throw new ContractError(`${SALES} sales went through although the database's volume is full`);
}
