import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  // Node gives packages graphql's CommonJS build; Vite would give our own files the module build, and two copies of
  // graphql refuse each other's schemas.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve("graphql")) }] },
  test: {
    name: "server",
    include: ["tests/server/**/*.test.ts"],
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
