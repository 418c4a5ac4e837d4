import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { type ApiClient, applyObject } from "./api-client.ts";
import { ClusterError } from "./cluster-error.ts";
import { waitUntil } from "./wait-until.ts";

const BASE = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

interface Definition {
  kind?: string;
  metadata?: { name?: string };
  status?: { conditions?: { type: string; status: string }[] };
}

/** Applies the CustomResourceDefinitions of these YAML files and waits until the API server serves them. */
export async function applyCustomResources(
  api: ApiClient,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const definitions = files.flatMap((file) =>
    parseAllDocuments(readFileSync(file, "utf8")).map((document) => {
      const definition = document.toJS() as Definition | null;
      if (definition?.kind === "CustomResourceDefinition" && definition.metadata?.name) {
        return { name: definition.metadata.name, body: JSON.stringify(definition) };
      }
      throw new ClusterError(
        `${file} holds a ${definition?.kind ?? "document without kind"}, not a CustomResourceDefinition.`,
      );
    }),
  );
  await Promise.all(definitions.map(({ name, body }) => applyObject(api, `${BASE}/${name}`, body)));
  await waitUntil(async () => (await Promise.all(definitions.map(({ name }) => isServed(api, name)))).every(Boolean), {
    what: "the custom resources to be served",
    timeoutMs: 20_000,
    signal,
  });
}

async function isServed(api: ApiClient, name: string): Promise<boolean> {
  const { text } = await api.send("GET", `${BASE}/${name}`);
  const { status } = JSON.parse(text) as Definition;
  return status?.conditions?.some((c) => c.type === "Established" && c.status === "True") ?? false;
}
