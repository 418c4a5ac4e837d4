import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

/** Where `/graphql` goes in development; dev/client.ts sets it. */
const server = process.env.SHOPYARD_SERVER ?? "http://127.0.0.1:4000";

export default defineConfig({
  root: import.meta.dirname,
  cacheDir: "../node_modules/.vite-client",
  plugins: [solid(), tailwindcss()],
  resolve: { dedupe: ["solid-js", "graphql"] },
  build: {
    target: ["chrome123", "firefox120", "safari17.5"],
    // Inlined assets would be data: URLs, which `default-src 'self'` refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/graphql": { target: server, ws: true } } },
});
