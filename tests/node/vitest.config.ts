import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Needs Linux and root, and starts clusters of its own: vitest run --config tests/node/vitest.config.ts */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    name: "node",
    include: ["tests/node/**/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
