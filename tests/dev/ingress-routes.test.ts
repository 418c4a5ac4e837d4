import { expect, test } from "vitest";
import {
  buildRoutes,
  type EndpointSlice,
  findBackendFor,
  hostName,
  type Ingress,
  type Service,
} from "../../dev/node/ingress/routes.ts";

const services = new Map<string, Service>(
  ["web", "cart", "api", "empty"].map((name) => [
    `shop/${name}`,
    { metadata: { name, namespace: "shop" }, spec: { ports: [{ name: "http", port: 80 }] } },
  ]),
);

type Conditions = { ready?: boolean; serving?: boolean };
const slice = (service: string, pods: Record<string, Conditions>): EndpointSlice => ({
  metadata: { name: `${service}-x`, namespace: "shop", labels: { "kubernetes.io/service-name": service } },
  addressType: "IPv4",
  ports: [
    { name: "http", port: 8080 },
    { name: "metrics", port: 9090 },
  ],
  endpoints: Object.entries(pods).map(([address, conditions]) => ({ addresses: [address], conditions })),
});
const slices = [
  slice("web", { "10.90.1.2": { ready: true }, "10.90.2.2": {}, "10.90.1.3": { ready: false, serving: true } }),
  slice("cart", { "10.90.1.4": { ready: false, serving: true }, "10.90.2.4": { ready: false, serving: false } }),
  slice("api", { "10.90.2.5": { ready: true } }),
  slice("empty", { "10.90.2.6": { ready: false } }),
  { ...slice("empty", {}), ports: null, endpoints: null },
];

type Path = [path: string, pathType: string, service: string, port?: { number?: number; name?: string }];
function ingress(host: string | undefined, paths: Path[], rest: Partial<Ingress["spec"]> = {}): Ingress {
  return {
    metadata: { name: "i", namespace: "shop" },
    spec: {
      rules: [
        {
          host,
          http: {
            paths: paths.map(([path, pathType, name, port = { number: 80 }]) => ({
              path,
              pathType,
              backend: { service: { name, port } },
            })),
          },
        },
      ],
      ...rest,
    },
  };
}

const shop = ingress("shop.localhost", [
  ["/", "Prefix", "web"],
  ["/cart", "Prefix", "cart"],
  ["/cart/api", "Exact", "api", { name: "http" }],
]);

test.each([
  ["shop.localhost", "/", "shop/web:80"],
  ["shop.localhost:8080", "/products?x=/cart", "shop/web:80"],
  ["SHOP.localhost.", "/cart", "shop/cart:80"],
  ["shop.localhost", "/cart/items", "shop/cart:80"],
  ["shop.localhost", "/carts", "shop/web:80"],
  ["shop.localhost", "/cart/api", "shop/api:http"],
  ["shop.localhost", "/cart/api/more", "shop/cart:80"],
  ["other.localhost", "/", undefined],
  [undefined, "/", undefined],
])("host %s, path %s goes to %s", (host, path, service) => {
  expect(findBackendFor(buildRoutes([shop], services, slices), host, path)?.service).toBe(service);
});

test("it goes to the pods of the Service that are ready, else to those that end and serve", () => {
  const table = buildRoutes([shop], services, slices);
  const targets = (path: string) => findBackendFor(table, "shop.localhost", path)?.targets;
  expect(targets("/")).toEqual([
    { address: "10.90.1.2", port: 8080 },
    { address: "10.90.2.2", port: 8080 },
  ]);
  expect(targets("/cart")).toEqual([{ address: "10.90.1.4", port: 8080 }]);
  expect(targets("/cart/api")).toEqual([{ address: "10.90.2.5", port: 8080 }]);
});

test.each([
  ["absent", { number: 80 }, "there is no such Service"],
  ["web", { number: 81 }, "the Service has no such port"],
  ["web", { name: "https" }, "the Service has no such port"],
  ["empty", { number: 80 }, "no pod of the Service is ready"],
])("a backend %s with port %j has a problem that is named", (name, port, problem) => {
  const table = buildRoutes([ingress("x.localhost", [["/", "Prefix", name, port]])], services, slices);
  expect(findBackendFor(table, "x.localhost", "/")).toMatchObject({ problem });
  expect(findBackendFor(table, "x.localhost", "/")?.targets).toEqual([]);
});

test("an exact host goes before a wildcard, and that before every host", () => {
  const table = buildRoutes(
    [
      ingress("*.localhost", [["/", "Prefix", "cart"]]),
      ingress(undefined, [["/", "Prefix", "api"]]),
      ingress("shop.localhost", [["/", "Prefix", "web"]]),
    ],
    services,
    slices,
  );
  const to = (host: string) => findBackendFor(table, host, "/")?.service;
  expect(to("shop.localhost")).toBe("shop/web:80");
  expect(to("any.localhost")).toBe("shop/cart:80");
  // A wildcard stands for one label.
  expect(to("a.b.localhost")).toBe("shop/api:80");
  expect(to("example.org")).toBe("shop/api:80");
});

test("an Ingress of another class is left to its controller, and a default backend takes what no path does", () => {
  expect(
    buildRoutes([ingress("a.localhost", [["/", "Prefix", "web"]], { ingressClassName: "nginx" })], services, slices)
      .size,
  ).toBe(0);
  expect(
    buildRoutes(
      [ingress("a.localhost", [["/", "Prefix", "web"]], { ingressClassName: "development" })],
      services,
      slices,
    ).size,
  ).toBe(1);
  const defaultBackend = { service: { name: "api", port: { number: 80 } } };
  const table = buildRoutes(
    [ingress("a.localhost", [["/cart", "Prefix", "cart"]], { defaultBackend })],
    services,
    slices,
  );
  expect(findBackendFor(table, "a.localhost", "/x")?.service).toBe("shop/api:80");
  expect(findBackendFor(table, "a.localhost", "/cart")?.service).toBe("shop/cart:80");
});

test("a host is compared without port, final dot and case", () => {
  expect(hostName("Shop.LOCALHOST.:80")).toBe("shop.localhost");
  expect(hostName("shop.localhost:8080")).toBe("shop.localhost");
  expect(hostName(undefined)).toBe("");
});
