import { gunzipSync } from "node:zlib";
import { LABELS } from "@shopyard/crds/constants.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { DEPLOYMENTS, JOBS, resourcePath, SECRETS, STATEFUL_SETS } from "@shopyard/kube/paths.ts";
import { workloadsOfSize } from "../../../operator/engines/engine.ts";
import type { Job, Pod } from "../../../operator/watch/kinds.ts";
import { CREATE, type Refusal } from "../../demo/operations.ts";
import type { Bench } from "../bench.ts";
import { componentOf, listIn, podsOf } from "../cluster-facts.ts";
import { hold } from "../outcome.ts";
import type { Row } from "../row.ts";
import { conditionOf, type StoreView } from "../store-view.ts";

/** The conditions of a store that is Ready, whatever its engine. */
const CONDITIONS = {
  Ready: "TRUE",
  Reconciling: "FALSE",
  Stalled: "FALSE",
  NamespaceReady: "TRUE",
  PoliciesReady: "TRUE",
  CredentialsReady: "TRUE",
  ReleaseApplied: "TRUE",
} as const;

/** The timeline of a store that became Ready at its first attempt, without warnings. */
const TIMELINE = [
  "Queued",
  "NamespaceEnsured",
  "PoliciesEnsured",
  "CredentialsEnsured",
  "ReleaseInstall",
  "WorkloadsRollout",
];

/** Of the public address; when, and whether at all, depends on who answers there. */
const SEEN_LATER = new Set(["StoreRouted", "StoreCertified", "CertificateProblem"]);

/** Ready through the API, and made as docs/engines.md asks of a chart. */
export const create: Row = {
  name: "create",
  needs: [],
  onReadyStore: false,
  async run(bench) {
    const { name, engine } = bench;
    const { createStore } = await bench.graphql.request<{ createStore: Refusal & { created?: boolean } }>(CREATE, {
      input: { name, engine: engine.name },
    });
    hold(createStore.code === undefined, `createStore was refused (${createStore.code}): ${createStore.message}`);
    const store = await bench.until("Ready", ({ phase }) => phase === "READY", {
      giveUp: ({ phase, lastError }) => (phase === "FAILED" ? `it failed: ${lastError?.message}` : undefined),
    });
    checkStatus(store, bench);
    await checkChart(bench);
    return `Ready with ${store.components.length} parts, ${store.events.length} timeline entries`;
  },
};

function checkStatus(store: StoreView, { engine, simulated }: Bench): void {
  const wanted = workloadsOfSize(engine, "small");
  const kinds = (all: readonly { kind: string }[]) =>
    all
      .map(({ kind }) => kind)
      .sort()
      .join(", ");
  hold(
    kinds(store.components) === kinds(wanted),
    `components are ${kinds(store.components)}, the engine's workloads ${kinds(wanted)}`,
  );
  const away = store.components.filter(({ ready }) => !ready).map((component) => component.name);
  hold(away.length === 0, `Ready, but components are not: ${away.join(", ")}`);
  for (const [type, status] of Object.entries(CONDITIONS)) {
    const found = conditionOf(store, type);
    hold(found?.status === status, `condition ${type} is ${found?.status ?? "absent"}, not ${status}`);
  }
  hold(store.simulated === simulated, `the store says simulated: ${store.simulated}`);
  hold(store.attempts === 1, `it took ${store.attempts} attempts`);
  const expected = [...TIMELINE, simulated ? "SaleSkipped" : "SaleProbe", "StoreReady"];
  // What is seen of the public address is told when it is known, and holds nothing up.
  const told = store.events.map(({ reason }) => reason).filter((reason) => !SEEN_LATER.has(reason));
  hold(told.join() === expected.join(), `the timeline tells ${told.join(", ")} instead of ${expected.join(", ")}`);
  const open = store.events.filter(({ durationMs }) => durationMs === null).map(({ reason }) => reason);
  hold(open.length === 0, `on the timeline, still under way: ${open.join(", ")}`);
}

interface PodSpec {
  automountServiceAccountToken?: boolean;
  containers: { name: string; resources?: { requests?: object; limits?: object } }[];
}

async function checkChart({ admin, namespace, engine, secretName, name }: Bench): Promise<void> {
  const [deployments, statefulSets, jobs] = await Promise.all([
    listIn<KubeObject>(admin, DEPLOYMENTS, namespace),
    listIn<KubeObject>(admin, STATEFUL_SETS, namespace),
    listIn<Job & { spec: { ttlSecondsAfterFinished?: number } }>(admin, JOBS, namespace),
  ]);
  const ofChart = [...deployments, ...statefulSets, ...jobs].filter((object) => componentOf(object) !== "sale");
  for (const { metadata } of ofChart) {
    hold(metadata.annotations?.[LABELS.digest] !== undefined, `${metadata.name} lacks the annotation ${LABELS.digest}`);
    hold(metadata.labels?.[LABELS.store] === name, `${metadata.name} lacks the label ${LABELS.store}`);
  }
  for (const { metadata, spec } of jobs) {
    hold(spec.ttlSecondsAfterFinished === undefined, `Job ${metadata.name} has ttlSecondsAfterFinished`);
  }
  const entries = deployments.filter((object) => componentOf(object) === engine.entry.component);
  hold(entries.length === 1, `${entries.length} Deployments have the component ${engine.entry.component} of the entry`);
  for (const pod of (await podsOf(admin, namespace)) as (Pod & { spec: PodSpec })[]) {
    const { metadata, spec } = pod;
    hold(componentOf(pod) !== undefined, `pod ${metadata.name} lacks the label ${LABELS.component}`);
    hold(metadata.annotations?.[LABELS.digest] === undefined, `pod ${metadata.name} carries the digest`);
    hold(spec.automountServiceAccountToken === false, `pod ${metadata.name} gets a service account token`);
  }
  await checkSecrets(admin, namespace, secretName);
}

/** helm keeps values in its release record: no credential may be among them. */
async function checkSecrets(admin: Bench["admin"], namespace: string, secretName: string): Promise<void> {
  type Secret = KubeObject & { type?: string; data?: Record<string, string> };
  const credentials = await admin.get<Secret>(resourcePath(SECRETS, { namespace, name: secretName }));
  const values = Object.entries(credentials?.data ?? {}).map(([key, value]) => [key, decode(value)] as const);
  const records = (await listIn<Secret>(admin, SECRETS, namespace)).filter(({ type }) => type === "helm.sh/release.v1");
  for (const record of records) {
    const release = gunzipSync(Buffer.from(decode(record.data?.release ?? ""), "base64")).toString();
    for (const [key, value] of values) {
      // Shorter ones, and addresses, are no secrets.
      if (value.length < 16 || value.includes("@")) continue;
      hold(!release.includes(value), `helm's release record holds the credential ${key}: refer to the Secret instead`);
    }
  }
}

const decode = (text: string): string => Buffer.from(text, "base64").toString();
