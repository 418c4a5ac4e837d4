const sizes = [
  { name: "SMALL", cpu: "300m", memory: "768Mi", storage: "12Gi" },
  { name: "LARGE", cpu: "2500m", memory: "6Gi", storage: "100Gi" },
];

/** The answer to `query Engines`. */
export const catalog = {
  engines: [
    {
      id: "engine-w",
      name: "woocommerce",
      title: "WooCommerce",
      description: "WordPress",
      available: true,
      defaultVersion: "11.1.0",
      versions: ["11.1.0"],
      sizes,
    },
    {
      id: "engine-m",
      name: "medusa",
      title: "Medusa",
      description: "Headless",
      available: true,
      defaultVersion: "2.21.2",
      versions: ["2.21.2"],
      sizes,
    },
  ],
  platform: { simulated: true, baseDomain: "shops.localhost", urlScheme: "http", urlPort: 8080 },
};

/** The answer to `query Capacity`. */
export const capacity = {
  capacity: {
    limit: 20,
    used: 1,
    ownUsed: 1,
    ownLimit: 10,
    provisioning: 0,
    queued: 0,
    maxConcurrentProvisions: 2,
  },
  platform: { simulated: true, baseDomain: "shops.localhost", version: "0.0.0" },
};

/** The answer to `query StoreName` of a free name. */
export const freeName = ({ name }: { name: string }) => ({
  storeName: {
    name,
    available: true,
    reason: null,
    message: `${name} is free`,
    url: `http://${name}.shops.localhost:8080`,
    namespace: `shop-${name}`,
  },
});
