import { parseAllDocuments } from "yaml";
import type { Resources } from "../../../operator/engines/engine.ts";
import { chartFolder, run, runOk } from "./tools.ts";

export interface Container {
  name: string;
  image: string;
  env?: { name: string; value?: string }[];
  resources: Resources;
}

interface PodTemplate {
  metadata: { labels: Record<string, string> };
  spec: { restartPolicy?: string; initContainers?: Container[]; containers: Container[] };
}

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> };
  /** A ConfigMap has none. */
  spec?: { template?: PodTemplate; jobTemplate?: { spec: { template: PodTemplate } }; [field: string]: unknown };
}

/** The pods that a workload would make; none for what is no workload. */
export const podTemplateOf = ({ spec }: Manifest): PodTemplate | undefined =>
  spec?.template ?? spec?.jobTemplate?.spec.template;

/** Every container of a workload's pods, those that come first included. */
export const containersOf = (manifest: Manifest): Container[] => {
  const pod = podTemplateOf(manifest)?.spec;
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
};

const template = (chart: string, release: string) => ["template", release, chartFolder(chart), "--values", "-"];

/** What helm makes of the chart and the values; throws what it refused. `more` are other arguments of helm template. */
export async function render(
  chart: string,
  values: object,
  release = "demo",
  more: readonly string[] = [],
): Promise<Manifest[]> {
  const { stdout } = await runOk("SHOPYARD_HELM", [...template(chart, release), ...more], JSON.stringify(values));
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}

/** What helm says to values that it must refuse. */
export async function refusal(engine: string, values: object): Promise<string> {
  const { code, stderr } = await run("SHOPYARD_HELM", template(engine, "demo"), JSON.stringify(values));
  if (code === 0) throw new Error("helm took the values");
  return stderr;
}

/**
 * The pods that workloads would make. Pod Security refuses pods, never the workloads that make them, so a dry run of
 * the workloads alone proves nothing about it.
 */
export function podsOf(manifests: readonly Manifest[]): object[] {
  return manifests.flatMap((manifest) => {
    const { kind, metadata, spec } = manifest;
    const pod = podTemplateOf(manifest);
    if (pod === undefined) return [];
    const claims = (spec?.volumeClaimTemplates ?? []) as { metadata: { name: string } }[];
    const volumes = claims.map(({ metadata: { name } }) => ({
      name,
      persistentVolumeClaim: { claimName: `${name}-${metadata.name}-0` },
    }));
    const own = (pod.spec as { volumes?: object[] }).volumes ?? [];
    return [
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: `${metadata.name}-${kind.toLowerCase()}`, labels: pod.metadata.labels },
        spec: { ...pod.spec, volumes: [...own, ...volumes] },
      },
    ];
  });
}
