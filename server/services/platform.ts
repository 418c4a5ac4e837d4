import type { KubeClient } from "@shopyard/kube/client.ts";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import type { CatalogCache } from "../kube/catalog-cache.ts";
import type { QuotaCache } from "../kube/quota-cache.ts";
import type { StoresCache } from "../kube/stores-cache.ts";
import type { createTurns } from "./in-turn.ts";
import type { AdmissionSlots } from "./limits.ts";

/** What the services work with; made once a replica. */
export interface Platform {
  readonly config: Config;
  readonly client: KubeClient;
  readonly stores: StoresCache;
  readonly catalog: CatalogCache;
  readonly quota: QuotaCache;
  readonly slots: AdmissionSlots;
  /** Creates of one name, one after another. */
  readonly inTurn: ReturnType<typeof createTurns>;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Who asks. */
export interface Viewer {
  /** Keyed hash of the client's address, as it stands in the owner label. */
  readonly owner: string;
  /** Viewers of one scope see the same of everything: their equal subscriptions execute once. */
  readonly scope: string;
}
