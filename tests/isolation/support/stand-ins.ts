import { LABELS } from "@shopyard/crds/constants.ts";
import { namespaceOf, releaseOf, type Store } from "@shopyard/crds/store.ts";
import { buildRestoreJob } from "../../../operator/build/restore-job.ts";
import { buildSaleJob, SALE } from "../../../operator/build/sale-job.ts";
import { buildValues, withDigest } from "../../../operator/build/values.ts";
import type { Engine } from "../../../operator/engines/engine.ts";
import type { Platform } from "../../../operator/platform.ts";
import { type Manifest, podTemplateOf, render } from "../../charts/support/manifests.ts";
import { PROBE_SERVER } from "./programs.ts";

/** Where stand-ins listen, each of them on all, so that a connection that fails was kept from it. */
export interface Doors {
  tcp: readonly number[];
  udp: readonly number[];
}

export interface StandIn {
  metadata: { name: string; namespace: string; labels: Record<string, string> };
  spec: object;
}

export interface StandInStore {
  pods: StandIn[];
  /** The chart's own Services and way in. */
  services: Manifest[];
  ingresses: Manifest[];
}

interface Container {
  ports?: { name?: string; containerPort: number }[];
  securityContext?: object;
}
interface Template {
  metadata: { labels: Record<string, string> };
  spec: { containers: Container[]; [field: string]: unknown };
}

/**
 * A store as the operator would install it, with programs that only answer in place of the shop's: the labels, service
 * account and security of each pod are those that its chart, or the builder of the sale or the restore, gives it.
 */
export async function standInStore(
  store: Store,
  engine: Engine,
  platform: Platform,
  image: string,
  doors: Doors,
): Promise<StandInStore> {
  const values = withDigest(buildValues(store, engine, engine.defaultVersion, platform), "0".repeat(40));
  const manifests = await render(engine.name, values, releaseOf(store.metadata.name));
  const sale = { version: engine.defaultVersion, revision: 1, mode: "order" } as const;
  const restore = { version: engine.defaultVersion, key: "1" };
  const templates = [
    ...manifests.map((manifest) => podTemplateOf(manifest)),
    buildSaleJob(store, engine, sale, platform).spec.template,
    ...(engine.restore === undefined ? [] : [buildRestoreJob(store, engine, restore, platform).spec.template]),
  ].filter((template) => template !== undefined) as unknown as Template[];
  const namespace = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const ofKind = (wanted: string) => manifests.filter(({ kind }) => kind === wanted);
  return {
    pods: templates.map((template) => standIn(namespace, template, image, doors)),
    services: ofKind("Service"),
    ingresses: ofKind("Ingress"),
  };
}

/** The same program without any template, e.g. with no labels at all, or with those of somebody else. */
export function plainPod(
  namespace: string,
  name: string,
  labels: Record<string, string>,
  image: string,
  doors: Doors,
): StandIn {
  const spec = {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
      },
    ],
  };
  return standIn(namespace, { metadata: { labels }, spec }, image, doors, name);
}

function standIn(namespace: string, { metadata, spec }: Template, image: string, doors: Doors, name?: string): StandIn {
  const { containers, volumes: _, initContainers: __, affinity: ___, ...rest } = spec;
  const { labels } = metadata;
  const own = name ?? labels[LABELS.component] ?? SALE;
  const [http] = doors.tcp;
  return {
    metadata: { name: own, namespace, labels },
    spec: {
      ...rest,
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 1,
      // Low ports too, without rights: a stand-in can be somebody's DNS server.
      securityContext: {
        ...(rest.securityContext as object),
        sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }],
      },
      containers: [
        {
          name: "probe",
          image,
          imagePullPolicy: "Never",
          command: ["node", ...PROBE_SERVER],
          env: [
            { name: "PROBE_NAME", value: `${namespace}/${own}` },
            { name: "PROBE_TCP", value: doors.tcp.join(",") },
            { name: "PROBE_UDP", value: doors.udp.join(",") },
          ],
          // Services name ports of the shop's containers.
          ports: containers.flatMap(({ ports = [] }) => ports),
          readinessProbe: { tcpSocket: { port: http }, periodSeconds: 1 },
          resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: "500m", memory: "192Mi" } },
          securityContext: containers[0]?.securityContext,
        },
      ],
    },
  };
}
