import { defineConfig } from "vitest/config";

/** Judges, when all other suites on the shared cluster have ended, what their platforms asked of the API server. */
export default defineConfig({ test: { include: ["tests/rights/**/*.test.ts"], testTimeout: 30_000 } });
