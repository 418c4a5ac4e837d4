import type { Engine } from "../../operator/engines/engine.ts";
import type { Endpoint, Protocol } from "./policy/objects.ts";

/** Somebody who opens or takes connections, as one store sees it. */
export interface Party {
  /** A component, `unlabelled`, `ingress`, `dns` or `solver`: what the tables name. Everybody else is `nobody`. */
  role: string;
  /** A pod of the store. */
  own: boolean;
  endpoint: Endpoint;
}

/** All that may be opened with a pod of a store at either end: `from -> to PROTOCOL port`. Nothing else is allowed. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  woocommerce: [
    "every pod -> dns UDP 53",
    "every pod -> dns TCP 53",
    "ingress -> web TCP 8080",
    "sale -> web TCP 8080",
    "cron -> web TCP 8080",
    "web -> database TCP 3306",
    "setup -> database TCP 3306",
    "cron -> database TCP 3306",
    "restore -> database TCP 3306",
  ],
  medusa: [
    "every pod -> dns UDP 53",
    "every pod -> dns TCP 53",
    "ingress -> web TCP 9000",
    "sale -> web TCP 9000",
    "web -> database TCP 5432",
    "worker -> database TCP 5432",
    "migrate -> database TCP 5432",
    "restore -> database TCP 5432",
    "web -> redis TCP 6379",
    "worker -> redis TCP 6379",
    "migrate -> redis TCP 6379",
  ],
};

/** Where stores have certificates of their own. */
export const ALLOWED_WITH_CERTIFICATES = "ingress -> solver TCP 8089";

/** The same, from what the engine says of itself. */
export function allowedBy({ flows, entry }: Engine): string[] {
  const toEntry = (from: string) => `${from} -> ${entry.component} TCP ${entry.port}`;
  return [
    "every pod -> dns UDP 53",
    "every pod -> dns TCP 53",
    toEntry("ingress"),
    toEntry("sale"),
    ...flows.flatMap(({ from, to, port }) => from.map((component) => `${component} -> ${to} TCP ${port}`)),
  ];
}

/** Components whose pods an engine's stores hold, the sale's included. */
export function componentsOf({ flows, entry, workloads }: Engine): string[] {
  const named = [
    ...workloads.map(({ component }) => component),
    ...flows.flatMap(({ from, to }) => [...from, to]),
    entry.component,
    "sale",
  ];
  return [...new Set(named)];
}

/** Ports on which something of these engines listens. */
export const portsOf = (engines: readonly Engine[]): number[] => [
  ...new Set(engines.flatMap(({ flows, entry }) => [entry.port, ...flows.map(({ port }) => port)])),
];

/** Whether a store's table has it. */
export const isAllowed = (
  table: readonly string[],
  from: Pick<Party, "role" | "own">,
  to: Pick<Party, "role">,
  protocol: Protocol,
  port: number,
): boolean =>
  [from.role, ...(from.own ? ["every pod"] : [])].some((name) =>
    table.includes(`${name} -> ${to.role} ${protocol} ${port}`),
  );
