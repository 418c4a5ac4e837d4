import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { createCertificates, KUBERNETES_SERVICE_ADDRESS, nodeCertificates } from "../../dev/cluster/certificates.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("a cluster's certificates are signed by its own authority and fit their keys", async () => {
  const files = await createCertificates(`${temporaryFolder()}/pki`);
  const ca = new X509Certificate(readFileSync(files.ca));
  expect(ca.ca).toBe(true);
  for (const { cert, key } of [files.serving, files.admin]) {
    const certificate = new X509Certificate(readFileSync(cert));
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.checkIssued(ca)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(key)))).toBe(true);
    expect(statSync(key).mode & 0o077).toBe(0);
  }
});

test("the serving certificate holds for loopback and for the Kubernetes service, the admin's is for clients", async () => {
  const files = await createCertificates(`${temporaryFolder()}/pki`);
  const serving = new X509Certificate(readFileSync(files.serving.cert));
  expect(serving.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(serving.checkIP(KUBERNETES_SERVICE_ADDRESS)).toBe(KUBERNETES_SERVICE_ADDRESS);
  expect(serving.checkHost("kubernetes.default.svc")).toBe("kubernetes.default.svc");
  expect(serving.checkHost("example.test")).toBeUndefined();
  const admin = new X509Certificate(readFileSync(files.admin.cert));
  expect(admin.subject).toContain("O=system:masters");
  expect(admin.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
});

test("each real node's kubelet has a certificate for each direction, and the API server's holds where nodes find it", async () => {
  const api = { server: "10.89.5.1", kubernetesService: "10.91.20.1" };
  const nodes = [5, 6].map((number) => ({ name: `real-${number}`, address: `10.89.${number}.2`, ...api }));
  const folder = `${temporaryFolder()}/pki`;
  const files = await createCertificates(folder, nodes);
  const read = (file: string) => new X509Certificate(readFileSync(file));
  for (const { name, address } of nodes) {
    const ofNode = nodeCertificates(folder, name);
    const client = read(ofNode.client.cert);
    expect(client.subject.split("\n").sort()).toEqual([`CN=system:node:${name}`, "O=system:nodes"]);
    expect(client.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    const kubelet = read(ofNode.serving.cert);
    expect(kubelet.checkIP(address)).toBe(address);
    expect(kubelet.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    for (const { cert, key } of [ofNode.client, ofNode.serving]) {
      expect(read(cert).checkPrivateKey(createPrivateKey(readFileSync(key)))).toBe(true);
    }
  }
  const serving = read(files.serving.cert);
  for (const address of ["127.0.0.1", "10.89.5.1", "10.91.20.1"]) expect(serving.checkIP(address)).toBe(address);
  expect(serving.checkIP(KUBERNETES_SERVICE_ADDRESS)).toBeUndefined();
});
