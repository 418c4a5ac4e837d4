import { readFileSync, writeFileSync } from "node:fs";
import type { CertificateFiles } from "./certificates.ts";

/** Writes a self-contained kubeconfig (JSON, which is YAML) that only its owner may read. */
export function writeKubeconfig(path: string, server: string, ca: string, client: CertificateFiles): void {
  const data = (file: string) => readFileSync(file).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "shopyard", cluster: { server, "certificate-authority-data": data(ca) } }],
    users: [
      {
        name: "shopyard-admin",
        user: { "client-certificate-data": data(client.cert), "client-key-data": data(client.key) },
      },
    ],
    contexts: [{ name: "shopyard", context: { cluster: "shopyard", user: "shopyard-admin" } }],
    "current-context": "shopyard",
  };
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
}
