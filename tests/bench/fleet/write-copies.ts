import { randomUUID } from "node:crypto";
import type { Store } from "@shopyard/crds/store.ts";
import type { Platform } from "../../../operator/platform.ts";
import { planOf } from "../../../operator/reconcile/plan.ts";
import type { Etcd } from "../etcd.ts";
import { packBody } from "./release-body.ts";
import { BODY, type Template } from "./template.ts";

export const TEMPLATE_NAME = "s-00000";
const nameOf = (index: number): string => `s-${String(index).padStart(5, "0")}`;

/** Writes copies of a store under other names, with uids, addresses and digests of their own: numbers `from` to `to` - 1. */
export async function writeCopies(
  template: Template,
  { from, to }: { from: number; to: number },
  platform: Platform,
  etcd: Etcd,
): Promise<void> {
  const own = digestsOf(template.store, platform);
  const tokens = [TEMPLATE_NAME, ...own, ...template.uids, ...template.clusterIps];
  const pattern = new RegExp(tokens.map((token) => token.replaceAll(".", "\\.")).join("|"), "g");
  for (let index = from; index < to; index += 1) {
    const name = nameOf(index);
    const digests = digestsOf({ ...template.store, metadata: { ...template.store.metadata, name } }, platform);
    const replacements = new Map<string, string>([
      [TEMPLATE_NAME, name],
      ...own.map((digest, at) => [digest, digests[at] ?? ""] as const),
      ...template.uids.map((uid) => [uid, randomUUID()] as const),
      ...template.clusterIps.map(
        (address, at) => [address, addressOf(index * template.clusterIps.length + at)] as const,
      ),
    ]);
    const copy = (text: string) => text.replace(pattern, (token) => replacements.get(token) ?? token);
    for (const { key, json, body } of template.objects) {
      const whole = body === undefined ? copy(json) : copy(json).replace(BODY, packBody(copy(body)));
      await etcd.put(copy(key), whole);
    }
  }
  await etcd.flush();
}

/** @throws Error where status does not name the digests that the operator computes: copies would be built anew */
function digestsOf(store: Store, platform: Platform): [release: string, policies: string] {
  const plan = planOf(store, platform);
  if (plan.engine === undefined || plan.version === undefined) throw new Error("the template has no plan");
  if (store.metadata.name === TEMPLATE_NAME && plan.digest !== store.status?.release?.digest) {
    throw new Error("the plan computed here is not the operator's: has it other settings?");
  }
  return [plan.digest, plan.policiesDigest];
}

/** Of the service range, above what the API server gives out first. */
const addressOf = (index: number): string => `10.96.${10 + Math.floor(index / 250)}.${(index % 250) + 1}`;
