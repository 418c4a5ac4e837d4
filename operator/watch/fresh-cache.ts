/**
 * A watched cache that never shows less than what this process itself has written: a write's answer stands in until
 * the watch has caught up with it. Without it a controller decides on its own past and does things twice.
 */

import { ListWatch, type ListWatchOptions } from "@shopyard/kube/list-watch.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { keyOf } from "@shopyard/kube/objects.ts";

export class FreshCache<T extends KubeObject> {
  readonly watch: ListWatch<T>;
  readonly #written = new Map<string, T>();
  readonly #deleted = new Set<string>();
  readonly #byNamespace = new Map<string, Map<string, T>>();

  constructor(options: ListWatchOptions<T>) {
    this.watch = new ListWatch<T>({
      ...options,
      onUpsert: (object, previous) => {
        this.#index(object);
        options.onUpsert?.(object, previous);
      },
      onDelete: (last) => {
        this.#unindex(last);
        this.#deleted.delete(last.metadata.uid ?? "");
        // Gone for good: what we wrote of it must not make it stand up again.
        if (this.#written.get(keyOf(last))?.metadata.uid === last.metadata.uid) this.#written.delete(keyOf(last));
        options.onDelete?.(last);
      },
    });
  }

  /** The newest state known of an object; undefined where there is none. */
  get(key: string): T | undefined {
    const seen = this.watch.items.get(key);
    const written = this.#written.get(key);
    if (written === undefined) return this.#alive(seen);
    if (version(this.watch.resourceVersion) >= version(written.metadata.resourceVersion) || isNewer(seen, written)) {
      this.#written.delete(key);
      return this.#alive(seen);
    }
    return written;
  }

  inNamespace(namespace: string): T[] {
    return [...(this.#byNamespace.get(namespace)?.values() ?? [])].filter(
      (object) => this.#alive(object) !== undefined,
    );
  }

  values(): IterableIterator<T> {
    return this.watch.items.values();
  }

  /** Notes the API server's answer to a write. */
  wrote(object: T): void {
    this.#written.set(keyOf(object), object);
  }

  /** Notes that an object was deleted, so that it is not seen again. */
  removed(object: KubeObject): void {
    const uid = object.metadata.uid;
    if (uid !== undefined && this.watch.items.get(keyOf(object))?.metadata.uid === uid) this.#deleted.add(uid);
  }

  #alive(object: T | undefined): T | undefined {
    return object === undefined || this.#deleted.has(object.metadata.uid ?? "") ? undefined : object;
  }

  #index(object: T): void {
    const namespace = object.metadata.namespace;
    if (namespace === undefined) return;
    const inside = this.#byNamespace.get(namespace) ?? new Map<string, T>();
    inside.set(object.metadata.name, object);
    this.#byNamespace.set(namespace, inside);
  }

  #unindex(object: T): void {
    const inside = this.#byNamespace.get(object.metadata.namespace ?? "");
    inside?.delete(object.metadata.name);
    if (inside?.size === 0) this.#byNamespace.delete(object.metadata.namespace ?? "");
  }
}

// Resource versions of one resource type can be compared as integers (stated since Kubernetes 1.35).
const version = (text: string | undefined): number => Number(text ?? 0);
const isNewer = (seen: KubeObject | undefined, written: KubeObject): boolean =>
  seen !== undefined && version(seen.metadata.resourceVersion) >= version(written.metadata.resourceVersion);
