/**
 * The local cluster's development ingress, a process of the machine: listens on loopback and for pods, and sends requests to the
 * pods of the Services that Ingress objects name. TLS, where a client begins it, with the certificate of the Ingress' Secret,
 * or of the default one, which may come later. Not for production: no limits, nothing but routing.
 * usage: main.ts --kubeconfig FILE --port N --from ADDRESS --default-certificate NAMESPACE/NAME
 */
import { parseArgs } from "node:util";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { ListWatch } from "@shopyard/kube/list-watch.ts";
import { type Resource, resourcePath, SECRETS } from "@shopyard/kube/paths.ts";
import { createIngressServer } from "./proxy.ts";
import { buildRoutes, type EndpointSlice, type Ingress, type RouteTable, type Service } from "./routes.ts";
import { type Certificate, certificateSecretOf, withTls } from "./tls.ts";

const INGRESSES: Resource = { group: "networking.k8s.io", version: "v1", plural: "ingresses" };
const SERVICES: Resource = { group: "", version: "v1", plural: "services" };
const ENDPOINT_SLICES: Resource = { group: "discovery.k8s.io", version: "v1", plural: "endpointslices" };

const { values } = parseArgs({
  options: {
    kubeconfig: { type: "string" },
    port: { type: "string" },
    from: { type: "string" },
    "default-certificate": { type: "string" },
  },
});
const { kubeconfig, port, from, "default-certificate": fallback } = values;
if (!kubeconfig || !port || !from || !fallback) {
  throw new Error("usage: main.ts --kubeconfig FILE --port N --from ADDRESS --default-certificate NAMESPACE/NAME");
}

const say = (line: string) => void process.stdout.write(`${new Date().toISOString()} ${line}\n`);
const client = createKubeClient(loadKubeConfig({ file: kubeconfig }));
const log = {
  warn: (fields: object, message: string) =>
    say(`${message} ${JSON.stringify(fields, (_, v) => (v instanceof Error ? v.message : v))}`),
  debug() {},
};

let routes: RouteTable | undefined;
const changed = () => {
  routes = undefined;
};
const on = { onUpsert: changed, onDelete: changed, log, client };
const ingresses = new ListWatch<Ingress>({ ...on, resource: INGRESSES });
const services = new ListWatch<Service>({ ...on, resource: SERVICES });
const slices = new ListWatch<EndpointSlice>({ ...on, resource: ENDPOINT_SLICES });
const lists = [ingresses, services, slices];
for (const list of lists) list.start();
await Promise.all(lists.map((list) => list.whenSynced()));

const readSecret = async (secret: string): Promise<Certificate | undefined> => {
  const [namespace, name] = secret.split("/");
  const found = await client.get<{ data?: Record<string, string> }>(resourcePath(SECRETS, { namespace, name }));
  const { "tls.crt": cert, "tls.key": key } = found?.data ?? {};
  if (cert === undefined || key === undefined) return undefined;
  return { cert: Buffer.from(cert, "base64"), key: Buffer.from(key, "base64") };
};
/** Read anew for each handshake: what was renewed is used at once. While a Secret is not there, the default is. */
const certificate = async (host: string): Promise<Certificate | undefined> =>
  (await readSecret(certificateSecretOf(ingresses.items.values(), host, fallback))) ?? readSecret(fallback);

// From this machine, and from pods: there the machine's loopback is none of theirs.
for (const address of ["127.0.0.1", from]) {
  const http = createIngressServer({
    // Made anew only when somebody asks after a change.
    routes: () => (routes ??= buildRoutes(ingresses.items.values(), services.items, slices.items.values())),
    localAddress: from,
  });
  withTls(http, certificate).listen(Number(port), address, () => say(`listening on http(s)://${address}:${port}`));
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));
