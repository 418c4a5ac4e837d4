import { type Engine, RESTORE, type Resources, type SizePlan } from "./engine.ts";

const resources = (cpu: string, memory: string, cpuLimit: string, memoryLimit: string): Resources => ({
  requests: { cpu, memory },
  limits: { cpu: cpuLimit, memory: memoryLimit },
});

/** One process serves and works off jobs; where a size has resources for it, a worker of its own takes the jobs. */
const hasWorker = (plan: SizePlan): boolean => plan.resources.worker !== undefined;

/** Medusa 2 with Postgres and Redis. Facts: shared/ENGINES.md and the chart. */
export const medusa: Engine = {
  name: "medusa",
  title: "Medusa",
  description: "Medusa 2 with Postgres and Redis: a headless, programmable shop with an admin of its own.",
  versions: [{ version: "2.21.2", chart: "medusa" }],
  defaultVersion: "2.21.2",
  sizes: {
    small: {
      replicas: 1,
      resources: {
        web: resources("75m", "768Mi", "2", "2Gi"),
        database: resources("50m", "128Mi", "1", "512Mi"),
        redis: resources("25m", "32Mi", "500m", "128Mi"),
        job: resources("50m", "512Mi", "2", "2Gi"),
      },
      storage: { files: "2Gi", database: "2Gi", redis: "1Gi" },
    },
    medium: {
      replicas: 1,
      resources: {
        web: resources("250m", "1Gi", "2", "2Gi"),
        database: resources("250m", "512Mi", "2", "1Gi"),
        redis: resources("50m", "64Mi", "500m", "256Mi"),
        job: resources("100m", "512Mi", "2", "2Gi"),
      },
      storage: { files: "10Gi", database: "10Gi", redis: "1Gi" },
    },
    large: {
      replicas: 1,
      resources: {
        web: resources("500m", "2Gi", "4", "4Gi"),
        worker: resources("250m", "1Gi", "2", "2Gi"),
        database: resources("500m", "1Gi", "4", "2Gi"),
        redis: resources("100m", "128Mi", "1", "512Mi"),
        job: resources("100m", "512Mi", "2", "2Gi"),
      },
      storage: { files: "50Gi", database: "50Gi", redis: "2Gi" },
    },
  },
  images: (version) => ({
    web: { repository: "shopyard/medusa", tag: version },
    database: { repository: "postgres", tag: "17.6" },
    redis: { repository: "redis", tag: "8.2.1" },
  }),
  secrets: [
    { key: "admin-email", of: "adminEmail" },
    { key: "admin-password", random: 24 },
    { key: "database-password", random: 32 },
    { key: "redis-password", random: 32 },
    { key: "jwt-secret", random: 48 },
    { key: "cookie-secret", random: 48 },
  ],
  workloads: [
    { kind: "StatefulSet", component: "database" },
    { kind: "StatefulSet", component: "redis" },
    { kind: "Job", component: "migrate" },
    { kind: "Deployment", component: "web" },
    { kind: "Deployment", component: "worker", inSize: hasWorker },
  ],
  migration: "migrate",
  restore: {
    database: "database",
    command: ["bash", "/opt/copies/restore-database.sh"],
    uid: 999,
    secrets: { PGPASSWORD: "database-password" },
  },
  flows: [
    { from: ["web", "worker", "migrate", RESTORE], to: "database", port: 5432 },
    { from: ["web", "worker", "migrate"], to: "redis", port: 6379 },
  ],
  entry: { component: "web", port: 9000 },
  sale: {
    image: "web",
    command: ["node", "/opt/shopyard/sale.mjs"],
    uid: 1000,
    secrets: { SHOPYARD_ADMIN_PASSWORD: "admin-password" },
  },
  adminPath: "/app",
  surge: ["web", "worker", "job"],
  extraValues: (plan) => ({ worker: { enabled: hasWorker(plan) } }),
};
