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
  spec: { clusterIP?: string; ports?: { name?: string; port: number }[] };
}

/** Where a request goes. */
export interface Backend {
  /** `namespace/name:port`, for people. */
  service: string;
  /** Undefined where there is no such Service or port; `problem` says which. */
  target?: { address: string; port: number };
  problem?: string;
}

interface Route {
  path: string;
  exact: boolean;
  backend: Backend;
}

/** Routes by host; `*` stands for every host, `*.example.org` for every name directly below. */
export type RouteTable = ReadonlyMap<string, readonly Route[]>;

/** Routes of every Ingress of our class or of none, the most specific path of a host first. */
export function buildRoutes(ingresses: Iterable<Ingress>, services: ReadonlyMap<string, Service>): RouteTable {
  const table = new Map<string, Route[]>();
  const add = (host: string, route: Route) => {
    const routes = table.get(host);
    if (routes === undefined) table.set(host, [route]);
    else routes.push(route);
  };
  for (const { metadata, spec } of ingresses) {
    if (spec.ingressClassName !== undefined && spec.ingressClassName !== INGRESS_CLASS) continue;
    const toBackend = (reference: BackendRef) => findBackend(metadata.namespace ?? "default", reference, services);
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

function findBackend(namespace: string, { service }: BackendRef, services: ReadonlyMap<string, Service>): Backend {
  if (service === undefined) return { service: namespace, problem: "its backend is no Service" };
  const { name, port } = service;
  const label = `${namespace}/${name}:${port?.number ?? port?.name ?? "?"}`;
  const found = services.get(`${namespace}/${name}`);
  if (found === undefined) return { service: label, problem: "there is no such Service" };
  const { clusterIP, ports = [] } = found.spec;
  const match = ports.find((offered) =>
    port?.number === undefined ? offered.name === port?.name : offered.port === port.number,
  );
  if (match === undefined) return { service: label, problem: "the Service has no such port" };
  if (!clusterIP || clusterIP === "None") return { service: label, problem: "the Service has no cluster address" };
  return { service: label, target: { address: clusterIP, port: match.port } };
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
