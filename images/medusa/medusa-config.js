// The one configuration of every Medusa process in this image; what differs between shops comes from the environment.
import { defineConfig } from "@medusajs/framework/utils";

const redisUrl = process.env.REDIS_URL;
const storeUrl = process.env.SHOPYARD_STORE_URL ?? "http://localhost:9000";
const filesDir = process.env.SHOPYARD_FILES_DIR ?? "/var/lib/medusa/files";

export default defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    // Postgres is the shop's own, one hop away in the same namespace, and has no certificate.
    databaseDriverOptions: { connection: { ssl: false } },
    redisUrl,
    workerMode: process.env.MEDUSA_WORKER_MODE ?? "shared",
    http: {
      storeCors: process.env.STORE_CORS ?? storeUrl,
      adminCors: process.env.ADMIN_CORS ?? storeUrl,
      authCors: process.env.AUTH_CORS ?? storeUrl,
      jwtSecret: process.env.JWT_SECRET,
      cookieSecret: process.env.COOKIE_SECRET,
    },
    // NODE_ENV=production alone would mark cookies Secure, and nobody could sign in over plain HTTP.
    cookieOptions: { sameSite: "lax", secure: process.env.SHOPYARD_COOKIE_SECURE === "true" },
  },
  admin: {
    path: "/app",
    // Fixed at build time: relative to the admin's own origin, so that one image serves every shop.
    backendUrl: "/",
    disable: process.env.DISABLE_MEDUSA_ADMIN === "true",
  },
  modules: [
    { resolve: "@medusajs/medusa/event-bus-redis", options: { redisUrl } },
    { resolve: "@medusajs/medusa/workflow-engine-redis", options: { redis: { redisUrl } } },
    {
      resolve: "@medusajs/medusa/locking",
      options: {
        providers: [
          { id: "locking-redis", resolve: "@medusajs/medusa/locking-redis", is_default: true, options: { redisUrl } },
        ],
      },
    },
    {
      resolve: "@medusajs/medusa/caching",
      options: {
        providers: [
          { id: "caching-redis", resolve: "@medusajs/medusa/caching-redis", is_default: true, options: { redisUrl } },
        ],
      },
    },
    {
      resolve: "@medusajs/medusa/file",
      options: {
        providers: [
          {
            id: "local",
            resolve: "@medusajs/medusa/file-local",
            options: {
              upload_dir: `${filesDir}/public`,
              // Beside what is public, never inside: exports hold customers' data. See serve/files.mjs.
              private_upload_dir: `${filesDir}/private`,
              backend_url: `${storeUrl}/static`,
            },
          },
        ],
      },
    },
  ],
});
