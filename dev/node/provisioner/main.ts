/**
 * Makes the volumes of the local cluster's real node on demand: for each claim of its storage class a file system in a
 * file, mounted in the node. Runs inside the node; ends with it.
 * usage: main.ts --kubeconfig FILE --node NAME --folder DIR
 */
import { parseArgs } from "node:util";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { ListWatch } from "@shopyard/kube/list-watch.ts";
import { sleep } from "@shopyard/kube/sleep.ts";
import { type Claim, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, type Volume } from "./objects.ts";
import { type Provisioning, provisionAll, removeOrphans } from "./provision.ts";
import { createVolumes } from "./volumes.ts";

const RETRY_MS = 2000;

const { values } = parseArgs({
  options: { kubeconfig: { type: "string" }, node: { type: "string" }, folder: { type: "string" } },
});
const { kubeconfig, node, folder } = values;
if (!kubeconfig || !node || !folder) throw new Error("usage: main.ts --kubeconfig FILE --node NAME --folder DIR");

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
const say = (line: string) => void process.stdout.write(`${new Date().toISOString()} ${line}\n`);
const client = createKubeClient(loadKubeConfig({ file: kubeconfig }));
const context: Provisioning = { client, volumes: createVolumes(folder), node, say };

const stopped = once(stop.signal);
let wake = Promise.withResolvers<void>();
const changed = () => wake.resolve();
const log = {
  warn: (fields: object, message: string) =>
    say(`${message} ${JSON.stringify(fields, (_, v) => (v instanceof Error ? v.message : v))}`),
  debug() {},
};
const on = { onUpsert: changed, onDelete: changed, log, client };
const claims = new ListWatch<Claim>({ ...on, resource: PERSISTENT_VOLUME_CLAIMS });
const objects = new ListWatch<Volume>({ ...on, resource: PERSISTENT_VOLUMES });
claims.start();
objects.start();
await Promise.all([claims.whenSynced(), objects.whenSynced()]);
await removeOrphans(context, claims.items.values(), objects.items);
say("ready");
while (!stop.signal.aborted) {
  wake = Promise.withResolvers();
  const failed = await provisionAll(context, claims.items.values(), objects.items);
  await Promise.race([wake.promise, stopped, ...(failed ? [sleep(RETRY_MS, stop.signal)] : [])]);
}
await Promise.all([claims.stop(), objects.stop()]);

function once(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
