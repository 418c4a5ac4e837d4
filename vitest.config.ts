import { defineConfig } from "vitest/config";

/** Suites: without a cluster (unit, client) and against the one that tests/run.ts starts (charts, integration, e2e). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "tests/{crds,kube,operator,dev,repository}/**/*.test.ts",
            "tests/isolation/{policy/*,computed}.test.ts",
            "tests/conformance/unit/*.test.ts",
            "tests/chaos/unit/*.test.ts",
            "images/*/tests/*.test.ts",
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      "tests/server/vitest.config.ts",
      "tests/client/vitest.config.ts",
      "tests/charts/vitest.config.ts",
      {
        test: {
          name: "cluster",
          include: [
            "tests/{integration,e2e}/**/*.test.ts",
            "tests/isolation/served.test.ts",
            "tests/conformance/*.test.ts",
            "tests/chaos/*.test.ts",
          ],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 60_000 } },
        },
      },
    ],
  },
});
