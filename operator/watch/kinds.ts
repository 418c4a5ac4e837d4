/** The parts of Kubernetes' own kinds that the operator reads; of a spec the caches hold only what caches.ts names. */
import type { KubeObject } from "@shopyard/kube/objects.ts";

interface KubeCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

export interface Namespace extends KubeObject {
  spec?: { finalizers?: string[] };
  status?: { phase?: string; conditions?: KubeCondition[] };
}

export interface WorkloadObject extends KubeObject {
  spec?: { replicas?: number };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    conditions?: KubeCondition[];
  };
}

export interface Job extends KubeObject {
  spec?: { suspend?: boolean };
  status?: { active?: number; succeeded?: number; failed?: number; conditions?: KubeCondition[] };
}

export interface ContainerStatus {
  name: string;
  ready: boolean;
  /** Whether its startup probe has passed. */
  started?: boolean;
  restartCount: number;
  state?: ContainerState;
  lastState?: ContainerState;
}

export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  terminated?: { reason?: string; exitCode?: number; message?: string; finishedAt?: string };
  running?: object;
}

export interface Pod extends KubeObject {
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    conditions?: KubeCondition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}
