import type { Engine, Image } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";

/** The image of each component: the engine's own, and the platform's ENGINE_IMAGES over it. */
export function imagesOf(engine: Engine, version: string, { config }: Platform): Record<string, Image> {
  const overrides = config.ENGINE_IMAGES[engine.name] ?? {};
  return Object.fromEntries(
    Object.entries(engine.images(version)).map(([component, image]) => [
      component,
      { digest: "", ...image, ...overrides[component] },
    ]),
  );
}

/** As a container names it, and as the charts write it: a digest wins over the tag. */
export function imageReference({ repository, tag, digest }: Image, registry: string): string {
  const path = registry === "" ? repository : `${registry}/${repository}`;
  return digest ? `${path}@${digest}` : `${path}:${tag}`;
}
