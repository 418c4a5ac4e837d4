import type { Engine, Resources, SizePlan } from "../../../operator/engines/engine.ts";

const resources = (cpu: string, memory: string, cpuLimit: string, memoryLimit: string): Resources => ({
  requests: { cpu, memory },
  limits: { cpu: cpuLimit, memory: memoryLimit },
});

const plan = (replicas: number, storage: string): SizePlan => ({
  replicas,
  resources: {
    web: resources("20m", "64Mi", "500m", "256Mi"),
    database: resources("20m", "32Mi", "500m", "128Mi"),
    job: resources("10m", "64Mi", "500m", "256Mi"),
  },
  storage: { database: storage },
});

/**
 * The smallest shop there is: a program without packages, and Redis. It is written from docs/engines.md alone, to show
 * that the page is enough for a third engine; the conformance kit says whether it was.
 */
export const engine: Engine = {
  name: "paper-shop",
  title: "Paper shop",
  description: "Sells paper: a small Node program with Redis, for the tests of the platform.",
  versions: [{ version: "1.0.0", chart: "chart" }],
  defaultVersion: "1.0.0",
  sizes: { small: plan(1, "128Mi"), medium: plan(2, "256Mi"), large: plan(3, "512Mi") },
  images: (version) => ({
    web: { repository: "shopyard/paper-shop", tag: version },
    database: { repository: "redis", tag: "8.2.1" },
  }),
  secrets: [
    { key: "admin-password", random: 24 },
    { key: "database-password", random: 32 },
  ],
  workloads: [
    { kind: "StatefulSet", component: "database" },
    { kind: "Job", component: "setup" },
    { kind: "Deployment", component: "web" },
  ],
  flows: [{ from: ["web", "setup"], to: "database", port: 6379 }],
  entry: { component: "web", port: 8080 },
  sale: {
    image: "web",
    command: ["node", "/opt/shopyard/sale.mjs"],
    uid: 1000,
    secrets: { SHOPYARD_ADMIN_PASSWORD: "admin-password" },
  },
  adminPath: "/admin",
  surge: ["web", "job"],
};
