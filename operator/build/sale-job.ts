import type { SaleMode } from "@shopyard/crds/constants.ts";
import { credentialsSecretOf, hostOf, releaseOf, type Store } from "@shopyard/crds/store.ts";
import type { Engine, Resources } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import { imagesOf } from "./images.ts";
import { buildStoreJob } from "./store-job.ts";
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
  const { image, ...program } = engine.sale;
  const { [image]: found } = imagesOf(engine, version, platform);
  if (found === undefined) throw new Error(`engine ${engine.name} sells from image "${image}", which it does not have`);
  return buildStoreJob(
    store,
    {
      ...program,
      name: saleJobName(store, revision),
      component: SALE,
      image: found,
      env: [
        { name: "SHOPYARD_SALE_URL", value: `http://${releaseOf(store.metadata.name)}-${engine.entry.component}` },
        { name: "SHOPYARD_STORE_URL", value: urlOf(store, platform) },
        { name: "SHOPYARD_SALE_MODE", value: mode },
        { name: "SHOPYARD_SALE_ID", value: `${store.metadata.uid.slice(0, 8)}-${revision}` },
        { name: "SHOPYARD_ADMIN_EMAIL", ...administrator(store, engine, platform) },
      ],
      resources: SALE_RESOURCES,
      backoffLimit: 0,
      deadlineSeconds: DEADLINE_SECONDS,
    },
    platform,
  );
}

/** Who people were told to sign in as: a later address or host of the spec makes no new administrator. */
function administrator(store: Store, engine: Engine, { config }: Platform) {
  const told = engine.secrets.find((secret) => "of" in secret && secret.of === "adminEmail");
  return told === undefined
    ? { value: adminEmailOf(store, hostOf(store, config.BASE_DOMAIN)) }
    : { valueFrom: { secretKeyRef: { name: credentialsSecretOf(store.metadata.name), key: told.key } } };
}
