import type { KubeClient } from "@shopyard/kube/client.ts";
import { deleteObject } from "@shopyard/kube/delete-object.ts";
import { isConflict } from "@shopyard/kube/error.ts";
import { EVENTS, resourcePath } from "@shopyard/kube/paths.ts";
import {
  type Claim,
  FINALIZER,
  failureEvent,
  isOurs,
  isReleased,
  PERSISTENT_VOLUMES,
  type Volume,
  volumeName,
  volumeObject,
  wantsVolume,
} from "./objects.ts";
import { parseQuantity } from "./parse-quantity.ts";
import type { Volumes } from "./volumes.ts";

export interface Provisioning {
  client: KubeClient;
  volumes: Volumes;
  /** Name of the Node. */
  node: string;
  say(line: string): void;
}

/**
 * Makes what claims want and removes what is released, as the lists say. Every step may have been done already by a
 * pass that was cut off, so a pass over the same lists again changes nothing. True when something failed and has to be
 * tried again.
 */
export async function provisionAll(
  context: Provisioning,
  claims: Iterable<Claim>,
  objects: ReadonlyMap<string, Volume>,
): Promise<boolean> {
  let failed = false;
  for (const claim of claims) {
    if (!wantsVolume(claim, context.node) || objects.has(volumeName(claim))) continue;
    try {
      await provision(context, claim);
    } catch (error) {
      failed = true;
      const message = error instanceof Error ? error.message : String(error);
      context.say(`claim ${claim.metadata.namespace}/${claim.metadata.name}: ${message}`);
      const events = resourcePath(EVENTS, { namespace: claim.metadata.namespace });
      await context.client.create(events, failureEvent(claim, message, new Date())).catch(() => {});
    }
  }
  for (const volume of objects.values()) {
    if (!isReleased(volume, context.node)) continue;
    try {
      await release(context, volume);
    } catch (error) {
      failed = true;
      context.say(`volume ${volume.metadata.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed;
}

async function provision({ client, volumes, node, say }: Provisioning, claim: Claim): Promise<void> {
  if (claim.spec.volumeMode === "Block") throw new Error("block volumes are not provided here, only file systems");
  const size = claim.spec.resources?.requests?.storage ?? "";
  const path = await volumes.ensure(volumeName(claim), parseQuantity(size));
  try {
    await client.create(resourcePath(PERSISTENT_VOLUMES), volumeObject(claim, path, node));
    say(`made ${volumeName(claim)} of ${size} for ${claim.metadata.namespace}/${claim.metadata.name}`);
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}

async function release({ client, volumes, say }: Provisioning, volume: Volume): Promise<void> {
  const { name, uid, finalizers = [] } = volume.metadata;
  const path = resourcePath(PERSISTENT_VOLUMES, { name });
  await deleteObject(client, PERSISTENT_VOLUMES, volume, {});
  await volumes.remove(name);
  if (finalizers.includes(FINALIZER)) {
    await client.patch(path, { metadata: { uid, finalizers: finalizers.filter((other) => other !== FINALIZER) } });
  }
  say(`removed ${name}`);
}

/** Removes files of claims that went away before their volume's object was made; for once, at the start. */
export async function removeOrphans(
  { volumes, say }: Provisioning,
  claims: Iterable<Claim>,
  objects: ReadonlyMap<string, Volume>,
): Promise<void> {
  const wanted = new Set([...claims].map(volumeName));
  for (const name of volumes.names()) {
    const object = objects.get(name);
    if (wanted.has(name) || (object !== undefined && isOurs(object))) continue;
    await volumes.remove(name);
    say(`removed ${name}, which nothing names`);
  }
}
