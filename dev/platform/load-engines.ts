import { builtInEngines } from "../../operator/engines/registry.ts";
import { ensureImages } from "../images/ensure-images.ts";
import type { ImageName } from "../images/image-table.ts";
import { type ClusterWithNode, loadImages } from "../node/load-images.ts";
import { imagesOfEngines } from "./node-settings.ts";

/** Of the platform itself, where its processes are pods. */
export const PLATFORM_IMAGES: readonly ImageName[] = ["server", "operator", "client"];

export interface LoadEnginesOptions {
  /** Names of engines; default: all that can sell with what is given. */
  engines?: readonly string[] | undefined;
  /** Images beside the engines' own. */
  more?: readonly ImageName[];
  say(line: string): void;
  signal?: AbortSignal;
}

/**
 * Builds or finds the images of engines and brings them into a real node.
 * @returns the engines that can be offered there
 * @throws Error for an engine that is not known
 */
export async function loadEngines(cluster: ClusterWithNode, options: LoadEnginesOptions): Promise<string[]> {
  const { say, signal, more = [] } = options;
  const wanted = [...(options.engines ?? [...builtInEngines.keys()].filter(canSell))];
  const engines = wanted.map((name) => {
    const engine = builtInEngines.get(name);
    if (engine === undefined)
      throw new Error(`no engine "${name}"; there is: ${[...builtInEngines.keys()].join(", ")}`);
    return engine;
  });
  const missing = [...builtInEngines.keys()].filter((name) => !wanted.includes(name));
  if (options.engines === undefined && missing.length > 0) {
    say(
      `not offered: ${missing.join(", ")} (without WOOCOMMERCE_ARCHIVE nothing can be bought there, see images/README.md)`,
    );
  }
  const told = signal === undefined ? {} : { signal };
  const images = await ensureImages([...more, ...imagesOfEngines(engines)], told);
  await loadImages(cluster, [...images.values()], told);
  return wanted;
}

/** WooCommerce itself comes as an archive that a person has to give. */
function canSell(engine: string): boolean {
  return engine !== "woocommerce" || Boolean(process.env.WOOCOMMERCE_ARCHIVE);
}
