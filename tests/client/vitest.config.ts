import solid from "vite-plugin-solid";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  cacheDir: "../../node_modules/.vite-client-tests",
  plugins: [solid({ hot: false })],
  // Two copies of Solid break reactivity, two of graphql break types.
  resolve: { dedupe: ["solid-js", "graphql"], conditions: ["development", "browser"] },
  test: {
    name: "client",
    environment: "jsdom",
    // One jsdom a worker, still a context of its own a file.
    pool: "vmThreads",
    include: ["**/*.test.{ts,tsx}"],
    setupFiles: ["support/setup.ts"],
    restoreMocks: true,
    testTimeout: 30_000,
    // Their JSX is compiled here, as vite does it for the browser.
    server: { deps: { inline: [/solid/, /@kobalte/, /@corvu/] } },
  },
});
