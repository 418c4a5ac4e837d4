import { credentialsSecretOf, hostOf, namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { Engine } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import { storeLabels } from "./labels.ts";
import { adminEmailOf } from "./values.ts";

/**
 * The credentials Secret. `random(n)` gives n characters that are safe in a URL and in a shell; values exist here and
 * in the Secret only.
 */
export const buildCredentials = (
  store: Store,
  engine: Engine,
  platform: Platform,
  random: (length: number) => string,
) => ({
  apiVersion: "v1",
  kind: "Secret",
  type: "Opaque",
  metadata: {
    name: credentialsSecretOf(store.metadata.name),
    namespace: namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX),
    labels: storeLabels(store, platform),
  },
  stringData: Object.fromEntries(
    engine.secrets.map((secret) => [
      secret.key,
      "fixed" in secret
        ? secret.fixed
        : "random" in secret
          ? random(secret.random)
          : adminEmailOf(store, hostOf(store, platform.config.BASE_DOMAIN)),
    ]),
  ),
});
