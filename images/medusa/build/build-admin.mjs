// Bundles the admin into public/admin, as `medusa build` does for an app without TypeScript of its own.
import { createRequire } from "node:module";
import { build } from "@medusajs/admin-bundler";

const require = createRequire(import.meta.url);
const root = `${import.meta.dirname}/..`;
const { admin } = require("../medusa-config.js");

await build({
  ...admin,
  disable: false,
  sources: [],
  plugins: ["@medusajs/draft-order/admin"],
  outDir: `${root}/public/admin`,
});
