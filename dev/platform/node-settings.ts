import type { Engine } from "../../operator/engines/engine.ts";
import { type ImageName, imageNameOf } from "../images/image-table.ts";
import type { NodeAccess } from "../node/node-state.ts";

/** What the operator has to know of a real node's surroundings, by environment variable. */
export const nodeSettings = (node: NodeAccess): Record<string, string> => ({
  BASE_DOMAIN: "localhost",
  URL_PORT: String(node.ingress.port),
  INGRESS_FROM: JSON.stringify({ cidr: node.ingress.from }),
  DNS_TO: JSON.stringify({ cidr: node.dns }),
});

/**
 * The images that stores of these engines run, in every version that is offered.
 * @throws Error when one of them is not built here
 */
export function imagesOfEngines(engines: Iterable<Engine>): ImageName[] {
  const wanted = [...engines].flatMap((engine) =>
    engine.versions.flatMap(({ version }) =>
      Object.values(engine.images(version)).map(({ repository, tag }) => `${repository}:${tag}`),
    ),
  );
  return [...new Set(wanted)].map((ref) => {
    const name = imageNameOf(ref);
    if (name === undefined) throw new Error(`images/ has no ${ref}: add it to dev/images/image-table.ts`);
    return name;
  });
}
