import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Pod } from "../../../operator/watch/kinds.ts";
import { waitUntil } from "../../cluster/wait-until.ts";
import type { Bench } from "../bench.ts";
import { buy, trySale } from "../buy.ts";
import { componentOf, isServing, podsOf } from "../cluster-facts.ts";
import { CannotRun, ContractError, hold } from "../outcome.ts";
import type { Row } from "../row.ts";
import { isUp, workloadsOf } from "../workloads.ts";

const FILLER = "shopyard-conformance-filler";
/**
 * Takes all the room there is: most of it reserved, not written, so that the machine's own disk keeps its room; the last
 * bytes written. `$0` is the filler's path.
 */
const FILL = `
room=$(df -Pk "$(dirname "$0")" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)
while [ "$room" -gt 0 ] && ! fallocate -l "$room"k "$0" 2>/dev/null; do room=$((room - 16)); done
cat /dev/zero >"$0.rest" 2>/dev/null
true`;
/** A database may have room set aside: so many sales are tried until one meets the full disk. */
const SALES = 8;

type MountedPod = Pod & {
  spec: {
    volumes?: { name: string; persistentVolumeClaim?: object }[];
    containers: { name: string; volumeMounts?: { name: string; mountPath: string }[] }[];
  };
};

/** The first database's volume without a free byte: a sale fails and says where; with room it sells again. */
export const fullVolume: Row = {
  name: "full-volume",
  needs: ["sell"],
  onReadyStore: true,
  async run(bench) {
    if (bench.simulated) throw new CannotRun("the volumes are simulated: nothing can fill them");
    const [database] = await workloadsOf(bench, "StatefulSet");
    if (database === undefined) throw new CannotRun(`${bench.engine.name} has no StatefulSet with a volume`);
    const place = await findVolume(bench, database.metadata.name);
    let said: string;
    try {
      await inPod(bench, place, FILL);
      said = await untilItHurts(bench);
    } finally {
      await waitUntil(() => inPod(bench, place, 'rm -f "$0" "$0.rest"').then(() => true), {
        what: "room on the volume again",
        timeoutMs: 180_000,
        everyMs: 1_000,
      });
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

interface Place {
  pod: string;
  container: string;
  path: string;
}

/** Where the pod of a StatefulSet mounts its claim. */
async function findVolume({ admin, namespace }: Bench, statefulSet: string): Promise<Place> {
  const pods = (await podsOf(admin, namespace)) as MountedPod[];
  const pod = pods.find(({ metadata }) => metadata.ownerReferences?.some(({ name }) => name === statefulSet));
  if (pod === undefined || componentOf(pod) === undefined) throw new ContractError(`${statefulSet} has no pod`);
  hold(isServing(pod), `${pod.metadata.name} is not ready`);
  const claims = pod.spec.volumes?.filter((volume) => volume.persistentVolumeClaim !== undefined) ?? [];
  for (const { name, volumeMounts } of pod.spec.containers) {
    const mount = volumeMounts?.find((each) => claims.some((claim) => claim.name === each.name));
    if (mount !== undefined) return { pod: pod.metadata.name, container: name, path: mount.mountPath };
  }
  throw new CannotRun(`${statefulSet} mounts no volume`);
}

async function untilItHurts(bench: Bench): Promise<string> {
  for (let sale = 1; sale <= SALES; sale += 1) {
    const outcome = await trySale(bench);
    if (outcome.state === "failed") {
      hold(/the step "\w+" failed/.test(outcome.failure.message), `no step is named: ${outcome.failure.message}`);
      return `full: sale ${sale} failed: ${outcome.failure.message.slice(0, 200)}`;
    }
    const store = await bench.store();
    if (store?.phase === "DEGRADED") return `full: Degraded: ${store.lastError?.code}: ${store.lastError?.message}`;
  }
  throw new ContractError(`${SALES} sales went through although the database's volume is full`);
}

/** Runs a shell's script in a container; `$0` is the filler's path. */
async function inPod({ cluster, namespace }: Bench, { pod, container, path }: Place, script: string): Promise<string> {
  const { stdout } = await promisify(execFile)(cluster.bin.kubectl, [
    ...["--kubeconfig", cluster.kubeconfig, "--namespace", namespace, "exec", pod, "--container", container, "--"],
    ...["sh", "-c", script, `${path}/${FILLER}`],
  ]);
  return stdout;
}
