/** What the platform can build, as the operator published it. Absent until an operator has run once. */
import { CATALOG_KEY, CATALOG_NAME, type Catalog, type CatalogEngine } from "@shopyard/crds/catalog.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { ListWatch, type ListWatchLog, type ListWatchState } from "@shopyard/kube/list-watch.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { CONFIG_MAPS } from "@shopyard/kube/paths.ts";

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

export class CatalogCache {
  readonly #watch: ListWatch<ConfigMap>;
  readonly #log: ListWatchLog;
  #catalog: Catalog | undefined;

  constructor({ client, namespace, log }: { client: KubeClient; namespace: string; log: ListWatchLog }) {
    this.#log = log;
    this.#watch = new ListWatch<ConfigMap>({
      client,
      resource: CONFIG_MAPS,
      namespace,
      fieldSelector: `metadata.name=${CATALOG_NAME}`,
      log,
      onUpsert: (configMap) => this.#take(configMap),
      onDelete: () => {
        this.#catalog = undefined;
      },
    });
  }

  start(): void {
    this.#watch.start();
  }
  async stop(): Promise<void> {
    await this.#watch.stop();
  }
  get synced(): boolean {
    return this.#watch.synced;
  }
  get state(): ListWatchState {
    return this.#watch.state;
  }
  get current(): Catalog | undefined {
    return this.#catalog;
  }

  engine(name: string): CatalogEngine | undefined {
    return this.#catalog?.engines.find((engine) => engine.name === name);
  }

  /** A catalog that cannot be read leaves the last good one in place. */
  #take(configMap: ConfigMap): void {
    try {
      const catalog = JSON.parse(configMap.data?.[CATALOG_KEY] ?? "") as Catalog;
      if (!Array.isArray(catalog.engines)) throw new Error("engines is not a list");
      this.#catalog = catalog;
    } catch (error) {
      this.#log.warn({ err: error, configMap: configMap.metadata.name }, "the published catalog cannot be read");
    }
  }
}
