import { LABELS } from "@shopyard/crds/constants.ts";
import { credentialsSecretOf, namespaceOf, releaseOf, type Store } from "@shopyard/crds/store.ts";
import { type Engine, RESTORE, type Resources } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import { imageReference, imagesOf } from "./images.ts";
import { storeLabels } from "./labels.ts";

/** A client of the database. It runs while the shop stands still, in the room that the shop's own pods leave. */
const RESOURCES: Resources = {
  requests: { cpu: "10m", memory: "64Mi" },
  limits: { cpu: "500m", memory: "256Mi" },
};

/** For all tries; the database may be starting, and a large copy takes its time to read. */
const DEADLINE_SECONDS = 900;

/** One Job an attempt: one that gave up may not be gone yet when the next begins. */
export const restoreJobName = ({ metadata, status }: Store): string =>
  `${releaseOf(metadata.name)}-restore-${status?.release?.revision ?? 0}-${status?.attempts ?? 0}`;

/** The Job that puts the copy `key` in the place of the shop's data. What it may reach are names and the database. */
export function buildRestoreJob(
  store: Store,
  engine: Engine,
  { version, key }: { version: string; key: string },
  platform: Platform,
) {
  const { config } = platform;
  if (engine.restore === undefined) throw new Error(`engine ${engine.name} has no program that puts a copy back`);
  const { database, command, uid, secrets } = engine.restore;
  const { [database]: image } = imagesOf(engine, version, platform);
  if (image === undefined) throw new Error(`engine ${engine.name} restores with image "${database}", which it has not`);
  const labels = { ...storeLabels(store, platform), [LABELS.component]: RESTORE };
  const release = releaseOf(store.metadata.name);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: restoreJobName(store),
      namespace: namespaceOf(store.metadata.name, config.NAMESPACE_PREFIX),
      labels,
    },
    spec: {
      backoffLimit: 3,
      activeDeadlineSeconds: DEADLINE_SECONDS,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: "Never",
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          imagePullSecrets: config.IMAGE_PULL_SECRETS.map((name) => ({ name })),
          securityContext: {
            runAsNonRoot: true,
            runAsUser: uid,
            runAsGroup: uid,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: RESTORE,
              image: imageReference(image, config.IMAGE_REGISTRY),
              imagePullPolicy: "IfNotPresent",
              command,
              env: [
                { name: "HOME", value: "/tmp" },
                { name: "SHOPYARD_DATABASE_HOST", value: `${release}-${database}` },
                { name: "SHOPYARD_COPY", value: key },
                { name: "SHOPYARD_AWAIT_SECONDS", value: "300" },
                ...Object.entries(secrets).map(([name, secretKey]) => ({
                  name,
                  valueFrom: { secretKeyRef: { name: credentialsSecretOf(store.metadata.name), key: secretKey } },
                })),
              ],
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
              resources: RESOURCES,
              volumeMounts: [
                { name: "copies", mountPath: "/opt/copies", readOnly: true },
                { name: "tmp", mountPath: "/tmp" },
              ],
            },
          ],
          volumes: [
            { name: "copies", configMap: { name: `${release}-copies` } },
            { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
          ],
        },
      },
    },
  };
}
