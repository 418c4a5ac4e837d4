import { join } from "node:path";
import type { ClusterCertificates } from "../certificates.ts";

export interface EtcdPorts {
  client: number;
  peer: number;
}

/** TLS with client certificates also on loopback: etcd holds every Secret, and other users share the machine. */
export function etcdArgs(stateDir: string, certificates: ClusterCertificates, ports: EtcdPorts): string[] {
  const { ca, serving } = certificates;
  const client = `https://127.0.0.1:${ports.client}`;
  const peer = `https://127.0.0.1:${ports.peer}`;
  return [
    "--name=shopyard",
    `--data-dir=${join(stateDir, "etcd")}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=shopyard=${peer}`,
    `--cert-file=${serving.cert}`,
    `--key-file=${serving.key}`,
    `--trusted-ca-file=${ca}`,
    "--client-cert-auth",
    `--peer-cert-file=${serving.cert}`,
    `--peer-key-file=${serving.key}`,
    `--peer-trusted-ca-file=${ca}`,
    "--peer-client-cert-auth",
    // A throw-away cluster is made anew after a power cut: no write has to reach the disk first.
    "--unsafe-no-fsync",
    // The default of 2 GB is what 10,000 stores take.
    `--quota-backend-bytes=${8 * 2 ** 30}`,
    "--log-level=warn",
  ];
}
