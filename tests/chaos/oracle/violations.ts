import { LABELS } from "@shopyard/crds/constants.ts";
import { credentialsSecretOf, type Store } from "@shopyard/crds/store.ts";
import type { RunNames } from "../proxy/names.ts";
import { isReleaseRecord, type Observer } from "./observer.ts";

/** What must hold of every settled store, whatever the fault-free run came to; one line for each thing that doesn't. */
export function violations(observer: Observer, names: RunNames, ends: "settled" | "gone"): string[] {
  const namespace = `${names.platform}-${names.store}`;
  const inside = observer.inside(namespace);
  const secrets = observer.contents(namespace, credentialsSecretOf(names.store)).size;
  const found = secrets > 1 ? [`the credentials had ${secrets} different contents`] : [];
  if (ends === "gone") {
    const left = [...inside, ...observer.labelled(LABELS.store, names.store)];
    return [...found, ...left.map(({ kind, object }) => `left behind: ${kind}/${object.metadata.name}`)];
  }
  const records = inside.filter(isReleaseRecord).map(({ object }) => object.metadata.labels?.status ?? "unknown");
  const deployed = records.filter((status) => status === "deployed").length;
  const halfDone = records.filter((status) => status.startsWith("pending-") || status === "uninstalling");
  if (deployed !== 1) found.push(`${deployed} release records are deployed: ${records.join(", ")}`);
  if (halfDone.length > 0) found.push(`release records are half done: ${halfDone.join(", ")}`);
  const store = inside.find(({ kind }) => kind === "Store")?.object as Store | undefined;
  const digest = store?.status?.release?.digest;
  for (const { kind, object } of inside) {
    const made = object.metadata.annotations?.[LABELS.digest];
    if (made !== undefined && made !== digest) found.push(`${kind}/${object.metadata.name} is of another release`);
  }
  return found;
}
