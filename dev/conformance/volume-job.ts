import { randomBytes } from "node:crypto";
import { PODS, resourcePath } from "@shopyard/kube/paths.ts";
import type { Pod } from "../../operator/watch/kinds.ts";
import { waitUntil } from "../cluster/wait-until.ts";
import type { Bench } from "./bench.ts";
import { podsOf } from "./cluster-facts.ts";
import { CannotRun, ContractError } from "./outcome.ts";

interface Mount {
  name: string;
  mountPath: string;
  subPath?: string;
}
interface Volume {
  name: string;
  persistentVolumeClaim?: { claimName: string };
}
type MountedPod = Pod & {
  spec: {
    securityContext?: object;
    volumes?: Volume[];
    containers: { image: string; securityContext?: object; volumeMounts?: Mount[] }[];
  };
};

/** A volume of a StatefulSet's pod, as that pod mounts it. */
export interface MountedVolume {
  claim: string;
  mount: Mount;
  volume: Volume;
  image: string;
  podSecurity: object | undefined;
  containerSecurity: object | undefined;
}

/** The first volume that a StatefulSet's pod mounts. */
export async function volumeOf({ admin, namespace }: Bench, statefulSet: string): Promise<MountedVolume> {
  const pods = (await podsOf(admin, namespace)) as MountedPod[];
  const pod = pods.find(({ metadata }) => metadata.ownerReferences?.some(({ name }) => name === statefulSet));
  if (pod === undefined) throw new ContractError(`${statefulSet} has no pod`);
  for (const { image, securityContext, volumeMounts = [] } of pod.spec.containers) {
    for (const mount of volumeMounts) {
      const volume = pod.spec.volumes?.find(({ name }) => name === mount.name);
      if (volume?.persistentVolumeClaim === undefined) continue;
      const claim = volume.persistentVolumeClaim.claimName;
      return { claim, mount, volume, image, podSecurity: pod.spec.securityContext, containerSecurity: securityContext };
    }
  }
  throw new CannotRun(`${statefulSet} mounts no volume`);
}

/**
 * Runs a shell's script in a pod of its own that mounts the volume as its owner does; so it works whatever state that
 * one is in. `$0` is the mount's path.
 * @returns what the script wrote to /dev/termination-log
 */
export async function runOnVolume(bench: Bench, volume: MountedVolume, script: string): Promise<string> {
  const { admin, namespace } = bench;
  const name = `kit-volume-${randomBytes(3).toString("hex")}`;
  const path = resourcePath(PODS, { namespace, name });
  await admin.create(resourcePath(PODS, { namespace }), {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace },
    spec: {
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      securityContext: volume.podSecurity,
      containers: [
        {
          name: "shell",
          image: volume.image,
          imagePullPolicy: "IfNotPresent",
          command: ["sh", "-c", script, volume.mount.mountPath],
          securityContext: volume.containerSecurity,
          volumeMounts: [volume.mount],
        },
      ],
      volumes: [volume.volume],
    },
  });
  try {
    let pod: Pod | undefined;
    const ended = async () => {
      pod = await admin.get<Pod>(path);
      return ["Succeeded", "Failed"].includes(pod?.status?.phase ?? "");
    };
    await waitUntil(ended, { what: `the pod ${name} to end`, timeoutMs: 120_000, everyMs: 200 });
    const result = pod?.status?.containerStatuses?.[0]?.state?.terminated;
    if (result?.exitCode !== 0)
      throw new Error(`${name} ended with code ${result?.exitCode}: ${result?.message ?? ""}`);
    return result.message?.trim() ?? "";
  } finally {
    await admin.delete(path);
  }
}
