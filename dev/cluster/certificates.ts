import "reflect-metadata";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** Files of one certificate and its private key (readable by their owner only). */
export interface CertificateFiles {
  cert: string;
  key: string;
}

/** Everything that a control plane signs and trusts with; a fresh authority for each cluster. */
export interface ClusterCertificates {
  ca: string;
  /** Serves the API server and etcd on loopback. */
  serving: CertificateFiles;
  /** `system:masters`: the person's kubeconfig, the control plane's own clients, etcd's clients. */
  admin: CertificateFiles;
  /** Signs and checks service account tokens. */
  serviceAccount: { publicKey: string; privateKey: string };
}

export interface NodeCertificates {
  /** kubelet asking the API server, as `system:node:<name>`. */
  client: CertificateFiles;
  /** kubelet answering it. */
  serving: CertificateFiles;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 24 * 60 * 60 * 1000;
/** First address of the Service range: what `kubernetes.default` resolves to. */
export const KUBERNETES_SERVICE_ADDRESS = "10.96.0.1";
export const SERVICE_RANGE = "10.96.0.0/16";

type WriteFile = (name: string, text: string) => string;

interface Issued {
  certificate: X509Certificate;
  keys: CryptoKeyPair;
}

/** A real node of the cluster, and where the API server is for all of them. */
export interface CertifiedNode {
  name: string;
  /** The node's own address. */
  address: string;
  /** The API server's address, which the nodes can reach. */
  server: string;
  /** First address of its cluster's Service range. */
  kubernetesService: string;
}

/** Makes a cluster's certificates and keys in `folder`, with those of its real nodes (nodeCertificates names them). */
export async function createCertificates(
  folder: string,
  nodes: readonly CertifiedNode[] = [],
): Promise<ClusterCertificates> {
  const [first] = nodes;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ca = await issueAuthority();
  const serving = await issue(
    ca,
    "CN=kube-apiserver",
    [ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth],
    [
      { type: "dns", value: "localhost" },
      { type: "dns", value: "kubernetes" },
      { type: "dns", value: "kubernetes.default" },
      { type: "dns", value: "kubernetes.default.svc" },
      { type: "ip", value: "127.0.0.1" },
      { type: "ip", value: first?.kubernetesService ?? KUBERNETES_SERVICE_ADDRESS },
      ...(first === undefined ? [] : [{ type: "ip" as const, value: first.server }]),
    ],
  );
  const admin = await issue(ca, "CN=shopyard-admin, O=system:masters", [ExtendedKeyUsage.clientAuth]);
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const tokens = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  for (const node of nodes) await issueNode(ca, node, write);
  return {
    ca: write("ca.crt", ca.certificate.toString("pem")),
    serving: await writeFiles(write, "serving", serving),
    admin: await writeFiles(write, "admin", admin),
    serviceAccount: {
      publicKey: write("service-account.pub", tokens.publicKey),
      privateKey: write("service-account.key", tokens.privateKey),
    },
  };
}

/** When a certificate is valid, in milliseconds since the epoch. */
export interface Validity {
  from: number;
  until: number;
}

/** Serves TLS; both PEM. */
export interface ServingCertificate {
  cert: string;
  key: string;
}

/** Somebody who issues certificates and is trusted by those alone who hold `ca` (PEM). */
export interface ServingAuthority {
  ca: string;
  /** A certificate for these names, valid from yesterday for a year unless told otherwise. */
  issue(names: readonly string[], validity?: Validity): Promise<ServingCertificate>;
}

export async function createServingAuthority(): Promise<ServingAuthority> {
  const ca = await issueAuthority();
  return {
    ca: ca.certificate.toString("pem"),
    async issue(names, validity) {
      const dns = names.map((value) => ({ type: "dns" as const, value }));
      const usages = [ExtendedKeyUsage.serverAuth];
      const { certificate, keys } = await issue(ca, `CN=${names[0]}`, usages, dns, validity);
      const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
      return { cert: certificate.toString("pem"), key: PemConverter.encode(pkcs8, "PRIVATE KEY") };
    },
  };
}

/** A certificate for these names with its key, and the authority that nobody but their holder trusts; all PEM. */
export async function issueServing(names: readonly string[]): Promise<ServingCertificate & { ca: string }> {
  const { ca, issue } = await createServingAuthority();
  return { ca, ...(await issue(names)) };
}

/** Where createCertificates put those of a node. */
export function nodeCertificates(folder: string, name: string): NodeCertificates {
  const files = (use: string) => ({
    cert: join(folder, `kubelet-${use}-${name}.crt`),
    key: join(folder, `kubelet-${use}-${name}.key`),
  });
  return { client: files("client"), serving: files("serving") };
}

async function issueNode(ca: Issued, { name, address }: CertifiedNode, write: WriteFile): Promise<void> {
  const client = await issue(ca, `CN=system:node:${name}, O=system:nodes`, [ExtendedKeyUsage.clientAuth]);
  const names = [
    { type: "dns" as const, value: name },
    { type: "ip" as const, value: address },
  ];
  const serving = await issue(ca, `CN=${name}`, [ExtendedKeyUsage.serverAuth], names);
  await writeFiles(write, `kubelet-client-${name}`, client);
  await writeFiles(write, `kubelet-serving-${name}`, serving);
}

async function writeFiles(write: WriteFile, name: string, { certificate, keys }: Issued): Promise<CertificateFiles> {
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    cert: write(`${name}.crt`, certificate.toString("pem")),
    key: write(`${name}.key`, PemConverter.encode(pkcs8, "PRIVATE KEY")),
  };
}

async function issueAuthority(): Promise<Issued> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...common("CN=shopyard-local-cluster"),
    name: "CN=shopyard-local-cluster",
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  return { certificate, keys };
}

async function issue(
  ca: Issued,
  subject: string,
  usages: string[],
  names: { type: "dns" | "ip"; value: string }[] = [],
  validity?: Validity,
): Promise<Issued> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.create({
    ...common(subject, validity),
    issuer: ca.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: ca.keys.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(usages),
      ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return { certificate, keys };
}

function common(subject: string, validity?: Validity) {
  // Positive and never zero, as RFC 5280 asks of serial numbers.
  const serialNumber = `01${randomBytes(15).toString("hex")}`;
  const now = Date.now();
  return {
    serialNumber,
    subject,
    notBefore: new Date(validity?.from ?? now - DAY_MS),
    notAfter: new Date(validity?.until ?? now + 365 * DAY_MS),
    signingAlgorithm: ALGORITHM,
  };
}
