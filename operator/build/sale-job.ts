import { LABELS, type SaleMode } from "@shopyard/crds/constants.ts";
import { credentialsSecretOf, hostOf, namespaceOf, releaseOf, type Store } from "@shopyard/crds/store.ts";
import type { Engine, Resources } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import { imageReference, imagesOf } from "./images.ts";
import { storeLabels } from "./labels.ts";
import { urlOf } from "./url.ts";
import { adminEmailOf } from "./values.ts";

/** The component of the sale's pod: what its network policies select. */
export const SALE = "sale";

/** A program that talks HTTP and holds a page at a time. */
export const SALE_RESOURCES: Resources = {
  requests: { cpu: "10m", memory: "64Mi" },
  limits: { cpu: "500m", memory: "256Mi" },
};

/** A minute for the first answer, half a minute for each of five steps, and the start of the container. */
const DEADLINE_SECONDS = 300;

/** One Job for each helm revision: another try of the same release comes with another revision. */
export const saleJobName = (store: Store, revision: number): string =>
  `${releaseOf(store.metadata.name)}-sale-${revision}`;

/**
 * The Job that buys in the shop: through the Service, with the public Host, and with no right but to reach it. It runs
 * once; what it found out is its pod's termination message.
 */
export function buildSaleJob(
  store: Store,
  engine: Engine,
  { version, revision, mode }: { version: string; revision: number; mode: SaleMode },
  platform: Platform,
) {
  const { config } = platform;
  const { image, command, uid, secrets } = engine.sale;
  const { [image]: found } = imagesOf(engine, version, platform);
  if (found === undefined) throw new Error(`engine ${engine.name} sells from image "${image}", which it does not have`);
  const labels = { ...storeLabels(store, platform), [LABELS.component]: SALE };
  const secretName = credentialsSecretOf(store.metadata.name);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: saleJobName(store, revision),
      namespace: namespaceOf(store.metadata.name, config.NAMESPACE_PREFIX),
      labels,
    },
    spec: {
      backoffLimit: 0,
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
              name: SALE,
              image: imageReference(found, config.IMAGE_REGISTRY),
              imagePullPolicy: "IfNotPresent",
              command,
              env: [
                { name: "HOME", value: "/tmp" },
                {
                  name: "SHOPYARD_SALE_URL",
                  value: `http://${releaseOf(store.metadata.name)}-${engine.entry.component}`,
                },
                { name: "SHOPYARD_STORE_URL", value: urlOf(store, platform) },
                { name: "SHOPYARD_SALE_MODE", value: mode },
                { name: "SHOPYARD_SALE_ID", value: `${store.metadata.uid.slice(0, 8)}-${revision}` },
                { name: "SHOPYARD_ADMIN_EMAIL", ...administrator(store, engine, platform) },
                ...Object.entries(secrets).map(([name, key]) => ({
                  name,
                  valueFrom: { secretKeyRef: { name: secretName, key } },
                })),
              ],
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
              resources: SALE_RESOURCES,
              volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
            },
          ],
          volumes: [{ name: "tmp", emptyDir: { sizeLimit: "64Mi" } }],
        },
      },
    },
  };
}

/** Who people were told to sign in as: a later address or host of the spec makes no new administrator. */
function administrator(store: Store, engine: Engine, { config }: Platform) {
  const told = engine.secrets.find((secret) => "of" in secret && secret.of === "adminEmail");
  return told === undefined
    ? { value: adminEmailOf(store, hostOf(store, config.BASE_DOMAIN)) }
    : { valueFrom: { secretKeyRef: { name: credentialsSecretOf(store.metadata.name), key: told.key } } };
}
