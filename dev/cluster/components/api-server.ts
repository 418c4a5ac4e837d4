import { type ClusterCertificates, SERVICE_RANGE } from "../certificates.ts";

export function apiServerArgs(
  certificates: ClusterCertificates,
  port: number,
  etcdUrl: string,
  extra: readonly string[],
): string[] {
  const { ca, serving, admin, serviceAccount } = certificates;
  return [
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
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
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    // No pod reaches the API server here, and loopback is no valid endpoint.
    "--endpoint-reconciler-type=none",
    "--profiling=false",
    // Ends its watches at once when told to stop, rather than waiting for their clients.
    "--shutdown-delay-duration=0s",
    "--shutdown-watch-termination-grace-period=0s",
    ...extra,
  ];
}
