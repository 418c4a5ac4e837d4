import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  // Each test starts helm or kubectl; the first dry run also waits for the namespace's service account.
  test: { name: "charts", include: ["tests/charts/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 60_000 },
});
