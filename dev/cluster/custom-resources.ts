import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { type ApiClient, applyObject } from "./api-client.ts";
import { ClusterError } from "./cluster-error.ts";
import { waitUntil } from "./wait-until.ts";

const BASE = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

interface Definition {
  kind?: string;
  metadata?: { name?: string };
  spec?: { group: string; names: { plural: string }; versions: { name: string; served: boolean }[] };
  status?: { conditions?: { type: string; status: string }[] };
}

/** Applies the CustomResourceDefinitions of these YAML files and waits until the API server serves them. */
export async function applyCustomResources(
  api: ApiClient,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const definitions = readDefinitions(files);
  await Promise.all(definitions.map(({ name, body }) => applyObject(api, `${BASE}/${name}`, body)));
  await untilServed((name) => isServed(api, name), definitions, signal);
}

/**
 * The same for definitions that never change while the cluster lives: creating one costs the API server much less than
 * an apply, which keeps account of every field.
 */
export async function createCustomResources(
  api: ApiClient,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const definitions = readDefinitions(files);
  const create = async ({ name, body }: Named) => {
    const { status, text } = await api.send("POST", BASE, body);
    if (status < 300 || status === 409) return;
    throw new ClusterError(`creating ${name} was answered ${status}: ${text.slice(0, 500)}`);
  };
  await Promise.all(definitions.map(create));
  // Their lists rather than themselves: hundreds of kilobytes, asked for many times a second, would slow them down.
  await untilServed((_, list) => answersList(api, list), definitions, signal);
}

interface Named {
  name: string;
  body: string;
  /** Path of a list of its objects. */
  list: string;
}

function readDefinitions(files: readonly string[]): Named[] {
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(file, "utf8")).map((document) => {
      const definition = document.toJS() as Definition | null;
      if (definition?.kind === "CustomResourceDefinition" && definition.metadata?.name) {
        return { name: definition.metadata.name, body: JSON.stringify(definition), list: listPath(definition) };
      }
      throw new ClusterError(
        `${file} holds a ${definition?.kind ?? "document without kind"}, not a CustomResourceDefinition.`,
      );
    }),
  );
}

async function untilServed(
  isServed: (name: string, list: string) => Promise<boolean>,
  definitions: readonly Named[],
  signal?: AbortSignal,
): Promise<void> {
  let waiting = definitions;
  const allServed = async () => {
    const served = await Promise.all(waiting.map(({ name, list }) => isServed(name, list)));
    waiting = waiting.filter((_, index) => !served[index]);
    return waiting.length === 0;
  };
  await waitUntil(allServed, { what: "the custom resources to be served", timeoutMs: 60_000, signal });
}

function listPath({ spec }: Definition): string {
  const version = spec?.versions.find(({ served }) => served)?.name;
  return `/apis/${spec?.group}/${version}/${spec?.names.plural}?limit=1`;
}

async function answersList(api: ApiClient, list: string): Promise<boolean> {
  return (await api.send("GET", list)).status === 200;
}

async function isServed(api: ApiClient, name: string): Promise<boolean> {
  const { text } = await api.send("GET", `${BASE}/${name}`);
  const { status } = JSON.parse(text) as Definition;
  return status?.conditions?.some((c) => c.type === "Established" && c.status === "True") ?? false;
}
