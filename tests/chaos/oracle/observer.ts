/** Sees every object of the cluster come and go, with an administrator's rights and past the proxy. */
import { createHash } from "node:crypto";
import { LABELS } from "@shopyard/crds/constants.ts";
import type { AdminClient } from "@shopyard/kube/client.ts";
import { ListWatch } from "@shopyard/kube/list-watch.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { type Kind, watchedKinds } from "./resources.ts";

export interface Seen {
  kind: string;
  object: KubeObject;
}

/** How often something of a kind and name came into being, and went. */
export interface Changes {
  created: number;
  deleted: number;
}

export interface Observer {
  /** Everything that belongs to a store's namespace now: the namespace, what is in it, the Store and its host's claim. */
  inside(namespace: string): Seen[];
  /** Everything in the cluster with this label. */
  labelled(label: string, value: string): Seen[];
  /** What came and went since `countAnew`, by `<kind>/<name>`. */
  changes(namespace: string): ReadonlyMap<string, Changes>;
  countAnew(namespace: string): void;
  /** Different contents that a Secret of this name ever had, as hashes. */
  contents(namespace: string, secret: string): ReadonlySet<string>;
  stop(): Promise<void>;
}

/** helm's records of releases: many or few of them are its own affair. */
export const isReleaseRecord = ({ kind, object }: Seen): boolean =>
  kind === "Secret" && (object as { type?: string }).type === "helm.sh/release.v1";

export async function startObserver(admin: AdminClient): Promise<Observer> {
  const kinds = await watchedKinds(admin);
  const changes = new Map<string, Map<string, Changes>>();
  const contents = new Map<string, Set<string>>();
  const count = (seen: Seen, what: keyof Changes) => {
    if (isReleaseRecord(seen)) return;
    const scope = scopeOf(seen);
    const all = changes.get(scope) ?? new Map<string, Changes>();
    changes.set(scope, all);
    const key = `${seen.kind}/${seen.object.metadata.name}`;
    const one = all.get(key) ?? { created: 0, deleted: 0 };
    all.set(key, { ...one, [what]: one[what] + 1 });
  };
  const watches = kinds.map((kind) =>
    watchKind(admin, kind, {
      came(seen) {
        count(seen, "created");
      },
      changed(seen) {
        if (seen.kind === "Secret" && !isReleaseRecord(seen)) note(contents, seen);
      },
      went(seen) {
        count(seen, "deleted");
      },
    }),
  );
  await Promise.all(watches.map(({ watch }) => watch.whenSynced()));
  const all = function* (): Iterable<Seen> {
    for (const { kind, watch } of watches) for (const object of watch.items.values()) yield { kind, object };
  };
  return {
    inside: (namespace) => [...all()].filter((seen) => scopeOf(seen) === namespace),
    labelled: (label, value) => [...all()].filter(({ object }) => object.metadata.labels?.[label] === value),
    changes: (namespace) => changes.get(namespace) ?? new Map(),
    contents: (namespace, secret) => contents.get(`${namespace}/${secret}`) ?? new Set(),
    countAnew: (namespace) => void changes.delete(namespace),
    async stop() {
      await Promise.all(watches.map(({ watch }) => watch.stop()));
    },
  };
}

interface Handlers {
  came(seen: Seen): void;
  changed(seen: Seen): void;
  went(seen: Seen): void;
}

function watchKind(client: AdminClient, { kind, resource }: Kind, handlers: Handlers) {
  const watch = new ListWatch<KubeObject>({
    client,
    resource,
    // An interrupted watch resumes where it was: nothing is missed, and nobody needs to know.
    log: { warn() {}, debug() {} },
    onUpsert(object, previous) {
      if (previous === undefined) handlers.came({ kind, object });
      handlers.changed({ kind, object });
    },
    onDelete: (object) => handlers.went({ kind, object }),
  });
  watch.start();
  return { kind, watch };
}

/** The namespace that an object belongs to; a Store and its host's claim belong to the one that is made for it. */
function scopeOf({ kind, object: { metadata } }: Seen): string {
  const { namespace, name, labels } = metadata;
  const store = kind === "Store" ? name : kind === "ConfigMap" ? labels?.[LABELS.store] : undefined;
  if (store !== undefined && namespace?.endsWith("-stores")) return `${namespace.replace(/stores$/, "")}${store}`;
  return namespace ?? name;
}

function note(contents: Map<string, Set<string>>, { object }: Seen): void {
  const { namespace, name } = object.metadata;
  const { data } = object as { data?: Record<string, string> };
  const key = `${namespace}/${name}`;
  const hash = createHash("sha256")
    .update(JSON.stringify(Object.entries(data ?? {}).sort()))
    .digest("hex");
  contents.set(key, (contents.get(key) ?? new Set()).add(hash));
}
