import { type ClusterCertificates, SERVICE_RANGE } from "../certificates.ts";

export function controllerManagerArgs(
  kubeconfig: string,
  certificates: ClusterCertificates,
  port: number,
  extra: readonly string[],
  serviceRange = SERVICE_RANGE,
): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    "--leader-elect=false",
    `--service-account-private-key-file=${certificates.serviceAccount.privateKey}`,
    `--root-ca-file=${certificates.ca}`,
    `--service-cluster-ip-range=${serviceRange}`,
    // The default of 20 requests a second is what a yard of many stores waits for.
    "--kube-api-qps=400",
    "--kube-api-burst=800",
    "--resource-quota-sync-period=10s",
    // A namespace whose pods were not gone at first is looked at again 5 s after the next sync, rather than after 16 s.
    "--namespace-sync-period=1s",
    "--pvclaimbinder-sync-period=5s",
    "--concurrent-namespace-syncs=20",
    "--profiling=false",
    ...extra,
  ];
}
