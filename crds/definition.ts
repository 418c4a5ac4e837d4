/** The CustomResourceDefinition, built from the schema; `npm run schema` prints it to stores.shopyard.dev.yaml. */
import { GROUP, KIND, PLURAL, VERSION } from "./constants.ts";
import { storeSchema } from "./schema.ts";

const column = (name: string, jsonPath: string, priority = 0, type = "string") => ({ name, type, jsonPath, priority });

export const storeDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${PLURAL}.${GROUP}` },
  spec: {
    group: GROUP,
    scope: "Namespaced",
    names: {
      kind: KIND,
      listKind: `${KIND}List`,
      plural: PLURAL,
      singular: "store",
      shortNames: ["shop"],
      categories: ["all"],
    },
    versions: [
      {
        name: VERSION,
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [
          column("Engine", ".spec.engine"),
          column("Phase", ".status.phase"),
          column("URL", ".status.url"),
          column("Age", ".metadata.creationTimestamp", 0, "date"),
          column("Size", ".spec.size", 1),
          column("Version", ".status.engineVersion", 1),
          column("Message", ".status.message", 1),
        ],
        schema: { openAPIV3Schema: storeSchema },
      },
    ],
  },
};
