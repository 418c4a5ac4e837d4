// Bundles the admin into public/admin, as `medusa build` does for an app without TypeScript of its own.
import { build } from "@medusajs/admin-bundler";
import config from "../medusa-config.js";

const root = `${import.meta.dirname}/..`;

await build({
  ...config.admin,
  disable: false,
  sources: [],
  plugins: ["@medusajs/draft-order/admin"],
  outDir: `${root}/public/admin`,
});
