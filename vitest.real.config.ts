import { defineConfig } from "vitest/config";

/** Suites with a real node, after all others: each file starts a cluster of its own, so one at a time. */
export default defineConfig({
  test: {
    name: "real",
    include: ["tests/{node,real}/**/*.test.ts", "tests/isolation/real.test.ts"],
    testTimeout: 900_000,
    hookTimeout: 3_600_000,
    fileParallelism: false,
  },
});
