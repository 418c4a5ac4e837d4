import { defineConfig } from "vitest/config";

/**
 * The end-to-end suites once more, with every platform as pods behind its ingress, over TLS. They share a cluster whose
 * real node runs those pods, and where stores' pods are simulated; it starts where a suite is chosen.
 */
export default defineConfig({
  test: {
    name: "pods",
    include: ["tests/{e2e,pods}/**/*.test.ts"],
    // It cuts a cable between server and API server, which pods have none of; tests/real/platform-in-pods stops the latter.
    exclude: ["tests/e2e/cluster-away.test.ts"],
    globalSetup: ["tests/e2e/support/pods-cluster.ts"],
    // Much of a suite's time is waiting for pods to come and go.
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // Ending the node takes a few seconds.
    teardownTimeout: 60_000,
  },
});
