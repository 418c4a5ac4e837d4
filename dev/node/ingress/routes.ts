import type { KubeObject } from "@shopyard/kube/objects.ts";
import { INGRESS_CLASS } from "../node-state.ts";

interface BackendRef {
  service?: { name: string; port?: { number?: number; name?: string } };
}

export interface Ingress extends KubeObject {
  spec: {
    ingressClassName?: string;
    defaultBackend?: BackendRef;
    tls?: { hosts?: string[]; secretName?: string }[];
    rules?: { host?: string; http?: { paths: { path?: string; pathType?: string; backend: BackendRef }[] } }[];
  };
}

export interface Service extends KubeObject {
  spec: { ports?: { name?: string; port: number }[] };
}

export interface EndpointSlice extends KubeObject {
  addressType: string;
  /** The API server writes empty lists as null. */
  ports: { name?: string; port?: number }[] | null;
  endpoints: { addresses: string[]; conditions?: { ready?: boolean; serving?: boolean } }[] | null;
}

export interface Target {
  address: string;
  port: number;
}

/** Where a request goes. */
export interface Backend {
  /** `namespace/name:port`, for people. */
  service: string;
  /** Its pods that are ready; none where there is no such Service or port, or no such pod: `problem` says which. */
  targets: Target[];
  problem?: string;
}

interface Route {
  path: string;
  exact: boolean;
  backend: Backend;
}

/** Routes by host; `*` stands for every host, `*.example.org` for every name directly below. */
export type RouteTable = ReadonlyMap<string, readonly Route[]>;

/**
 * Routes of every Ingress of our class or of none, the most specific path of a host first. They lead to the pods
 * themselves, as those of other controllers do: a Service's own address would hide which pod does not answer.
 */
export function buildRoutes(
  ingresses: Iterable<Ingress>,
  services: ReadonlyMap<string, Service>,
  slices: Iterable<EndpointSlice>,
): RouteTable {
  const slicesOf = Map.groupBy(slices, serviceOf);
  const table = new Map<string, Route[]>();
  const add = (host: string, route: Route) => {
    const routes = table.get(host);
    if (routes === undefined) table.set(host, [route]);
    else routes.push(route);
  };
  for (const { metadata, spec } of ingresses) {
    if (spec.ingressClassName !== undefined && spec.ingressClassName !== INGRESS_CLASS) continue;
    const toBackend = (reference: BackendRef) =>
      findBackend(metadata.namespace ?? "default", reference, services, slicesOf);
    for (const { host = "*", http } of spec.rules ?? []) {
      for (const { path = "/", pathType, backend } of http?.paths ?? []) {
        add(host.toLowerCase(), { path, exact: pathType === "Exact", backend: toBackend(backend) });
      }
    }
    if (spec.defaultBackend !== undefined) {
      const hosts = new Set((spec.rules ?? []).map(({ host = "*" }) => host.toLowerCase()));
      for (const host of hosts.size === 0 ? ["*"] : hosts) {
        add(host, { path: "/", exact: false, backend: toBackend(spec.defaultBackend) });
      }
    }
  }
  for (const routes of table.values()) {
    routes.sort((a, b) => Number(b.exact) - Number(a.exact) || b.path.length - a.path.length);
  }
  return table;
}

const serviceOf = ({ metadata }: EndpointSlice): string =>
  `${metadata.namespace}/${metadata.labels?.["kubernetes.io/service-name"]}`;

function findBackend(
  namespace: string,
  { service }: BackendRef,
  services: ReadonlyMap<string, Service>,
  slicesOf: ReadonlyMap<string, EndpointSlice[]>,
): Backend {
  if (service === undefined) return { service: namespace, targets: [], problem: "its backend is no Service" };
  const { name, port } = service;
  const label = `${namespace}/${name}:${port?.number ?? port?.name ?? "?"}`;
  const found = services.get(`${namespace}/${name}`);
  if (found === undefined) return { service: label, targets: [], problem: "there is no such Service" };
  const match = found.spec.ports?.find((offered) =>
    port?.number === undefined ? offered.name === port?.name : offered.port === port.number,
  );
  if (match === undefined) return { service: label, targets: [], problem: "the Service has no such port" };
  const targets = targetsOf(slicesOf.get(`${namespace}/${name}`) ?? [], match.name);
  return targets.length > 0
    ? { service: label, targets }
    : { service: label, targets, problem: "no pod of the Service is ready" };
}

/** Where no pod is ready, those that end and serve meanwhile, as kube-proxy has it. */
function targetsOf(slices: readonly EndpointSlice[], portName = ""): Target[] {
  const endpoints = slices
    .filter(({ addressType }) => addressType === "IPv4")
    .flatMap(({ ports, endpoints }) => {
      const port = ports?.find(({ name = "" }) => name === portName)?.port;
      return port === undefined ? [] : (endpoints ?? []).map((endpoint) => ({ ...endpoint, port }));
    });
  const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false);
  const usable = ready.length > 0 ? ready : endpoints.filter(({ conditions }) => conditions?.serving === true);
  return usable.flatMap(({ addresses: [address], port }) => (address === undefined ? [] : [{ address, port }]));
}

/** @param host as the client sent it; a port is ignored */
export function findBackendFor(table: RouteTable, host: string | undefined, url: string): Backend | undefined {
  const name = hostName(host);
  const path = url.replace(/[?#].*$/s, "");
  for (const key of [name, name.replace(/^[^.]+/, "*"), "*"]) {
    const route = table.get(key)?.find((candidate) => matches(candidate, path));
    if (route !== undefined) return route.backend;
  }
  return undefined;
}

/** `Shop.localhost:8080` is `shop.localhost`. */
export function hostName(host = ""): string {
  return host.replace(/:\d+$/, "").replace(/\.$/, "").toLowerCase();
}

/** A prefix ends at a slash: `/shop` holds `/shop` and `/shop/cart`, not `/shopping`. */
function matches({ path, exact }: Route, asked: string): boolean {
  if (exact) return asked === path;
  const prefix = path.replace(/\/$/, "");
  return asked === prefix || asked.startsWith(`${prefix}/`);
}
