import type { Catalog } from "@shopyard/crds/catalog.ts";
import type { Size } from "@shopyard/crds/constants.ts";
import { ClusterUnavailable, type FieldViolation } from "./domain-error.ts";

/**
 * What of a wish this platform doesn't offer: engine, version or size.
 * @throws ClusterUnavailable where no operator has published a catalog yet.
 */
export function offered(
  catalog: Catalog | undefined,
  wish: { engine: string; engineVersion?: string | null | undefined; size?: Size | null | undefined },
): FieldViolation[] {
  if (catalog === undefined) {
    throw new ClusterUnavailable("No operator has said yet what this platform can build.", 10, {
      hint: "Start the operator: it publishes the catalog of engines.",
    });
  }
  const engine = catalog.engines.find(({ name }) => name === wish.engine);
  if (engine === undefined) {
    const names = catalog.engines.map(({ name }) => name).join(", ");
    return [{ field: "engine", got: wish.engine, allowed: `one of ${names}` }];
  }
  const found: FieldViolation[] = [];
  if (wish.engineVersion && !engine.versions.includes(wish.engineVersion)) {
    found.push({ field: "engineVersion", got: wish.engineVersion, allowed: `one of ${engine.versions.join(", ")}` });
  }
  const sizes = engine.sizes.map(({ name }) => name);
  if (wish.size && sizes.length > 0 && !sizes.includes(wish.size)) {
    found.push({ field: "size", got: wish.size, allowed: `one of ${sizes.join(", ")}` });
  }
  return found;
}
