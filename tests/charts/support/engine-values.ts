import { SIZES, type Size } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { buildValues, withDigest } from "../../../operator/build/values.ts";
import { readConfig } from "../../../operator/config.ts";
import type { Engine } from "../../../operator/engines/engine.ts";
import { builtInEngines } from "../../../operator/engines/registry.ts";
import type { Platform } from "../../../operator/platform.ts";

/** A chart's values by the name of the case they stand for. */
export type Cases = readonly (readonly [name: string, values: Record<string, unknown>])[];

export const engines: readonly Engine[] = [...builtInEngines.values()];

/** An operator's settings: its defaults but for `env`. */
export const testPlatform = (env: Record<string, string> = {}): Platform => ({
  config: readConfig(env),
  engines: builtInEngines,
  yard: "test",
  chartDigests: new Map(),
});

/** What the operator would pass for a store called demo. */
export function operatorValues(engine: Engine, spec: Partial<Store["spec"]> = {}, env: Record<string, string> = {}) {
  const store = { metadata: { name: "demo" }, spec: { engine: engine.name, ...spec } } as Store;
  const values = buildValues(store, engine, engine.defaultVersion, testPlatform(env));
  return withDigest(values, "0".repeat(40)) as Record<string, unknown>;
}

/** Every way in which the operator or a person may install the chart. */
export function casesOf(engine: Engine): Cases {
  const small = operatorValues(engine);
  const tls = { URL_SCHEME: "https", INGRESS_TLS: "default" };
  const https = {
    ...tls,
    URL_PORT: "8443",
    INGRESS_TLS: "secret",
    INGRESS_TLS_SECRET: "{name}-tls",
    INGRESS_CLASS: "web",
  };
  return [
    ["the chart's own defaults", {}],
    ...SIZES.map((size: Size) => [`size ${size}`, operatorValues(engine, { size })] as const),
    ["asleep", operatorValues(engine, { suspended: true })],
    ["two web pods", { ...small, replicas: 2 }],
    ["another version, with a copy to go back to", { ...small, copy: { key: "1764103999123" } }],
    ["TLS on an unusual port", operatorValues(engine, { host: "shop.example.com" }, https)],
    ["TLS with the controller's default certificate", operatorValues(engine, {}, tls)],
    ["no way in", { ...small, ingress: { enabled: false }, httpRoute: { enabled: false } }],
    [
      "a mirror with pull secrets",
      operatorValues(
        engine,
        {},
        { IMAGE_REGISTRY: "registry.example.com/mirror", IMAGE_PULL_SECRETS: '["mirror"]', STORAGE_CLASS: "fast" },
      ),
    ],
    [
      "a display name that means something to YAML, shell and kubelet",
      operatorValues(engine, { displayName: `"$(PATH)" {{ x }} 'y': # z` }),
    ],
    ...(engine.name === "medusa" ? [["a worker of its own", { ...small, worker: { enabled: true } }] as const] : []),
  ];
}

/** As casesOf, in a cluster with the Gateway API. */
export function routeCasesOf(engine: Engine): Cases {
  const parents = (listener: object) => JSON.stringify([{ name: "public", namespace: "gateways", ...listener }]);
  const http = { GATEWAY_PARENTS: parents({}) };
  const https = {
    GATEWAY_PARENTS: parents({ sectionName: "https", port: 8443 }),
    URL_SCHEME: "https",
    URL_PORT: "8443",
  };
  return [
    ["an HTTPRoute", operatorValues(engine, {}, http)],
    ["an HTTPRoute, TLS on the Gateway's listener", operatorValues(engine, { host: "shop.example.com" }, https)],
    ["an HTTPRoute beside an Ingress", { ...operatorValues(engine, {}, http), ingress: { enabled: true } }],
  ];
}
