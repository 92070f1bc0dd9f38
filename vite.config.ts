import { preact } from "@preact/preset-vite";
import { defineConfig } from "vite";

/** Where the Worker listens while the app is worked on with `npx vite`. */
const worker = process.env["WORKER_ORIGIN"] ?? "http://localhost:8787";

export default defineConfig({
  root: "web",
  base: "/",
  plugins: [preact({ reactAliasesEnabled: false })],
  build: {
    outDir: "../dist/app",
    emptyOutDir: true,
    target: "es2022",
    // The content policy of `public/_headers` allows no data: scripts or styles; small files stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    proxy: {
      // The Worker takes changes from its own origin only, so the proxy speaks in its name.
      "^/api/": { target: worker, changeOrigin: true, headers: { origin: worker } },
      "^/ws/": { target: worker, changeOrigin: true, ws: true, headers: { origin: worker } },
    },
  },
});
