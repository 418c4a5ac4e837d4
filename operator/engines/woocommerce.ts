import { type Engine, RESTORE, type Resources } from "./engine.ts";

const resources = (cpu: string, memory: string, cpuLimit: string, memoryLimit: string): Resources => ({
  requests: { cpu, memory },
  limits: { cpu: cpuLimit, memory: memoryLimit },
});

/** WordPress with WooCommerce, and MariaDB. Facts: shared/ENGINES.md and the chart. */
export const woocommerce: Engine = {
  name: "woocommerce",
  title: "WooCommerce",
  description: "WordPress with WooCommerce and MariaDB: themes, plugins and a familiar administration.",
  versions: [{ version: "11.1.0", chart: "woocommerce" }],
  defaultVersion: "11.1.0",
  sizes: {
    small: {
      replicas: 1,
      resources: {
        web: resources("75m", "256Mi", "1", "512Mi"),
        database: resources("50m", "256Mi", "1", "512Mi"),
        job: resources("20m", "128Mi", "1", "512Mi"),
      },
      storage: { uploads: "2Gi", database: "2Gi" },
    },
    medium: {
      replicas: 1,
      resources: {
        web: resources("250m", "512Mi", "2", "1Gi"),
        database: resources("250m", "512Mi", "2", "1Gi"),
        job: resources("50m", "128Mi", "1", "512Mi"),
      },
      storage: { uploads: "10Gi", database: "10Gi" },
    },
    large: {
      replicas: 1,
      resources: {
        web: resources("500m", "1Gi", "4", "2Gi"),
        database: resources("500m", "1Gi", "4", "2Gi"),
        job: resources("100m", "256Mi", "1", "1Gi"),
      },
      storage: { uploads: "50Gi", database: "50Gi" },
    },
  },
  images: (version) => ({
    web: { repository: "shopyard/woocommerce", tag: version },
    database: { repository: "mariadb", tag: "11.8.2" },
  }),
  secrets: [
    { key: "admin-email", of: "adminEmail" },
    { key: "admin-username", fixed: "admin" },
    { key: "admin-password", random: 24 },
    { key: "database-password", random: 32 },
    { key: "database-root-password", random: 32 },
    ...["auth", "secure-auth", "logged-in", "nonce"].flatMap((name) => [
      { key: `${name}-key`, random: 64 },
      { key: `${name}-salt`, random: 64 },
    ]),
  ],
  workloads: [
    { kind: "StatefulSet", component: "database" },
    { kind: "Job", component: "setup" },
    { kind: "Deployment", component: "web" },
  ],
  migration: "setup",
  restore: {
    database: "database",
    command: ["bash", "/opt/copies/restore-database.sh"],
    uid: 999,
    secrets: { MYSQL_PWD: "database-password" },
  },
  flows: [
    { from: ["web", "setup", "cron", RESTORE], to: "database", port: 3306 },
    { from: ["cron"], to: "web", port: 8080 },
  ],
  entry: { component: "web", port: 8080 },
  sale: {
    image: "web",
    command: ["php", "/opt/shopyard/sale.php"],
    uid: 33,
    secrets: { SHOPYARD_ADMIN_USERNAME: "admin-username", SHOPYARD_ADMIN_PASSWORD: "admin-password" },
  },
  adminPath: "/wp-admin/",
  surge: ["web", "job", "job"],
};
