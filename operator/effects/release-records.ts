/**
 * helm's own records of a release, one Secret a revision, and what a crash or a hand can leave of them. helm refuses to
 * work on a release whose newest record is pending, and stumbles over one that it cannot read. It says nothing of a
 * record that it could not write.
 */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { LABELS } from "@shopyard/crds/constants.ts";
import { namespaceOf, releaseOf, type Store } from "@shopyard/crds/store.ts";
import { deleteObject } from "@shopyard/kube/delete-object.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { resourcePath, SECRETS } from "@shopyard/kube/paths.ts";
import type { EffectContext } from "./context.ts";

interface RecordSecret extends KubeObject {
  data?: { release?: string };
}

/** What of a record's body matters here. */
interface Body {
  version?: unknown;
  manifest?: unknown;
  info?: { status?: string };
}

export interface HelmRecord {
  secret: KubeObject;
  revision: number;
  /** helm's word: deployed, superseded, failed, pending-install, ...; `corrupt` where the record cannot be read. */
  status: string;
  /** Of chart and values; undefined where somebody else made the release. */
  digest: string | undefined;
  /** What helm applied, as YAML documents; empty where the record cannot be read. */
  manifest: string;
}

/** Newest records in these states stand in helm's way: the run that made them is over, since only one operator runs helm. */
const UNFINISHED = ["pending-install", "pending-upgrade", "pending-rollback", "uninstalling", "uninstalled", "unknown"];

/** Every record of the store's release, newest first. */
export async function readRecords(
  store: Store,
  { client, platform, signal }: Pick<EffectContext, "client" | "platform" | "signal">,
): Promise<HelmRecord[]> {
  const namespace = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const { items } = await client.list<RecordSecret>(resourcePath(SECRETS, { namespace }), {
    signal,
    query: { labelSelector: `owner=helm,name=${releaseOf(store.metadata.name)}` },
  });
  const records = await Promise.all(
    items.map(async ({ data, ...secret }) => {
      const { labels = {} } = secret.metadata;
      const revision = Number(labels.version ?? 0);
      const manifest = await readManifest(data?.release, revision);
      const status = manifest === undefined ? "corrupt" : (labels.status ?? "unknown");
      return { secret, revision, status, digest: labels[LABELS.digest], manifest: manifest ?? "" };
    }),
  );
  return records.sort((a, b) => b.revision - a.revision);
}

/**
 * Takes away what helm cannot go on from. Nothing of the shop is touched: helm takes over the objects that are there.
 * @returns the records that are left, newest first
 */
export async function healRecords(records: HelmRecord[], context: EffectContext): Promise<HelmRecord[]> {
  const { client, log, signal } = context;
  const broken = records.filter(({ status }) => status === "corrupt");
  const sound = records.filter(({ status }) => status !== "corrupt");
  while (sound[0] !== undefined && UNFINISHED.includes(sound[0].status)) broken.push(...sound.splice(0, 1));
  for (const { secret, status } of broken) {
    const { namespace, name } = secret.metadata;
    log.warn({ namespace, record: name, status }, "removing a release record that helm cannot go on from");
    await deleteObject(client, SECRETS, secret, { signal });
  }
  await supersedeEarlier(sound, context);
  return sound;
}

/** Only one release is deployed: others that still say so are marked as helm would have done. */
export async function supersedeEarlier(records: readonly HelmRecord[], context: EffectContext): Promise<void> {
  const { client, log, signal } = context;
  const [, ...earlier] = records.filter(({ status }) => status === "deployed");
  for (const { secret } of earlier) {
    const { namespace, name, uid } = secret.metadata;
    const path = resourcePath(SECRETS, { namespace, name });
    const present = await client.get<RecordSecret>(path, { signal });
    if (present === undefined || present.metadata.uid !== uid) continue;
    const body = await unpack(present.data?.release);
    const release = await pack({ ...body, info: { ...body.info, status: SUPERSEDED } });
    log.warn({ namespace, record: name }, "marking an earlier release record as superseded");
    const metadata = { resourceVersion: present.metadata.resourceVersion, labels: { status: SUPERSEDED } };
    await client.patch(path, { metadata, data: { release } }, { signal });
  }
}

const SUPERSEDED = "superseded";

/** The manifest in a record, undefined where it is not what helm wrote. */
async function readManifest(release: string | undefined, revision: number): Promise<string | undefined> {
  try {
    const { version, manifest, info } = await unpack(release);
    if (version !== revision || typeof info !== "object") return undefined;
    return typeof manifest === "string" ? manifest : "";
  } catch {
    return undefined;
  }
}

/** A body is base64 of base64 of gzip of JSON. */
async function unpack(release: string | undefined): Promise<Body> {
  const packed = Buffer.from(Buffer.from(release ?? "", "base64").toString(), "base64");
  return JSON.parse((await promisify(gunzip)(packed, { maxOutputLength: 16 * 2 ** 20 })).toString()) as Body;
}

async function pack(body: Body): Promise<string> {
  const packed = await promisify(gzip)(JSON.stringify(body));
  return Buffer.from(packed.toString("base64")).toString("base64");
}
