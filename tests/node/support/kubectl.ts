import { execFile } from "node:child_process";
import type { Cluster } from "../../../dev/cluster/cluster.ts";
import { PROBE_IMAGE } from "./probe-image.ts";

export interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** kubectl on one cluster; what it says and how it ends, never an exception. */
export function kubectlOf({ kubeconfig, bin, env }: Pick<Cluster, "kubeconfig" | "bin" | "env">) {
  return (args: readonly string[], input?: object): Promise<Answer> =>
    new Promise((resolve) => {
      const child = execFile(
        bin.kubectl,
        ["--kubeconfig", kubeconfig, ...args],
        { timeout: 120_000, env: { ...process.env, ...env } },
        (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
      );
      child.stdin?.end(input === undefined ? "" : JSON.stringify(input));
    });
}

/** A pod that meets the restricted Pod Security Standard and serves on 8080; on that node, where one is named. */
export function probePod(namespace: string, name: string, claim?: string, node?: string): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      ...(node && { nodeSelector: { "kubernetes.io/hostname": node } }),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        fsGroup: 1000,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: "probe",
          image: PROBE_IMAGE,
          args: ["serve", "8080"],
          readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 },
          resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          ...(claim && { volumeMounts: [{ name: "data", mountPath: "/data" }] }),
        },
      ],
      ...(claim && { volumes: [{ name: "data", persistentVolumeClaim: { claimName: claim } }] }),
    },
  };
}

export function serviceOf(namespace: string, name: string): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
  };
}

/** Leads a host to a Service. */
export function ingressOf(namespace: string, name: string, host: string): object {
  const backend = { service: { name, port: { number: 80 } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace },
    spec: { rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }] },
  };
}
