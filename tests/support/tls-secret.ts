import type { KubeObject } from "@shopyard/kube/objects.ts";
import type { ServingCertificate } from "../../dev/cluster/certificates.ts";

/** A certificate as an Ingress names it. */
export const tlsSecret = (namespace: string, name: string, { cert, key }: ServingCertificate): KubeObject & object => ({
  ...{ apiVersion: "v1", kind: "Secret", type: "kubernetes.io/tls" },
  metadata: { name, namespace },
  ...{ stringData: { "tls.crt": cert, "tls.key": key } },
});
