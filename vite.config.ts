import { preact } from "@preact/preset-vite";
import { defineConfig } from "vite";
import { fileURLToPath } from "node:url";
import { buildFiles } from "./tools/local/build-files.ts";

/** Where the Worker listens while the app is worked on with `npx vite`. */
const worker = process.env["WORKER_ORIGIN"] ?? "http://localhost:8787";

const web = fileURLToPath(new URL("./web", import.meta.url).href);
/** Without a hash in its name: browsers look for a newer one under the same address. */
const SERVICE_WORKER = "sw.js";

export default defineConfig({
  root: "web",
  base: "/",
  plugins: [preact({ reactAliasesEnabled: false }), buildFiles(web, SERVICE_WORKER)],
  build: {
    outDir: "../dist/app",
    emptyOutDir: true,
    target: "es2022",
    // The content policy of `public/_headers` allows no data: scripts or styles; small files stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: `${web}/index.html`, "service-worker": `${web}/service-worker/service-worker.ts` },
      output: {
        entryFileNames: ({ name }) => (name === "service-worker" ? SERVICE_WORKER : "assets/[name]-[hash].js"),
      },
    },
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
