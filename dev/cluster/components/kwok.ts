import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MODE_QUERY } from "../stages/modes.ts";

const STAGES = fileURLToPath(new URL("../stages/", import.meta.url));

/** Annotation of the nodes whose pods are simulated. */
export const SIMULATED_NODE = { key: "kwok.x-k8s.io/node", value: "fake" } as const;

/** Every stage of stages/*.yaml as one YAML stream, with the query for failure modes filled in. */
export function readStages(): string {
  return readdirSync(STAGES)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => readFileSync(join(STAGES, file), "utf8").replaceAll("$(MODE)", JSON.stringify(MODE_QUERY)))
    .join("\n---\n");
}

/** Writes kwok's configuration to `configFile` and returns the arguments that use it. */
export function kwokArgs(kubeconfig: string, configFile: string): string[] {
  const options = {
    apiVersion: "config.kwok.x-k8s.io/v1alpha1",
    kind: "KwokConfiguration",
    options: {
      cidr: "10.128.0.1/12",
      nodeIP: "127.0.0.1",
      manageNodesWithAnnotationSelector: `${SIMULATED_NODE.key}=${SIMULATED_NODE.value}`,
      podPlayStageParallelism: 16,
      // kwok applies its defaults only where there is no configuration of its own kind.
      nodePlayStageParallelism: 4,
      nodeLeaseDurationSeconds: 40,
      nodeLeaseParallelism: 4,
      podsOnNodeSyncParallelism: 4,
      enablePodsOnNodeSyncListPager: false,
      enablePodsOnNodeSyncStreamWatch: true,
    },
  };
  writeFileSync(configFile, `${JSON.stringify(options)}\n---\n${readStages()}`);
  return [`--kubeconfig=${kubeconfig}`, `--config=${configFile}`];
}
