import type { NodeState } from "../../node/node-state.ts";
import { type ClusterCertificates, SERVICE_RANGE } from "../certificates.ts";

/** @param node a real node, which reaches the API server by the cable between it and the machine */
export function apiServerArgs(
  certificates: ClusterCertificates,
  port: number,
  etcdUrl: string,
  extra: readonly string[],
  node?: NodeState,
): string[] {
  const { ca, serving, admin, serviceAccount } = certificates;
  return [
    ...(node === undefined ? simulated() : real(node, certificates)),
    `--secure-port=${port}`,
    `--etcd-servers=${etcdUrl}`,
    `--etcd-cafile=${ca}`,
    `--etcd-certfile=${admin.cert}`,
    `--etcd-keyfile=${admin.key}`,
    `--client-ca-file=${ca}`,
    `--tls-cert-file=${serving.cert}`,
    `--tls-private-key-file=${serving.key}`,
    "--authorization-mode=Node,RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${serviceAccount.publicKey}`,
    `--service-account-signing-key-file=${serviceAccount.privateKey}`,
    "--profiling=false",
    // Ends its watches at once when told to stop, rather than waiting for their clients.
    "--shutdown-delay-duration=0s",
    "--shutdown-watch-termination-grace-period=0s",
    ...extra,
  ];
}

function simulated(): string[] {
  return [
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    // No pod reaches the API server here, and loopback is no valid endpoint.
    "--endpoint-reconciler-type=none",
  ];
}

function real({ addresses }: NodeState, { ca, admin }: ClusterCertificates): string[] {
  return [
    `--bind-address=${addresses.host}`,
    `--advertise-address=${addresses.host}`,
    `--service-cluster-ip-range=${addresses.services}`,
    "--endpoint-reconciler-type=lease",
    // For logs and exec it connects to kubelet.
    "--kubelet-preferred-address-types=InternalIP",
    `--kubelet-certificate-authority=${ca}`,
    `--kubelet-client-certificate=${admin.cert}`,
    `--kubelet-client-key=${admin.key}`,
  ];
}
