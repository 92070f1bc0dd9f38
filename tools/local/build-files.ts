/** Build step: writes into the service worker (web/service-worker) which files of this build it keeps. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Of `web/public`, what the app's page names. */
const PUBLIC = ["app.webmanifest", "icon.svg", "icon-maskable.svg"];
const PLACE = "__BUILD_FILES__";

/** @param root the folder of `index.html` */
export function buildFiles(root: string, workerFile: string): Plugin {
  return {
    name: "build-files",
    apply: "build",
    generateBundle(_, bundle) {
      const worker = bundle[workerFile];
      if (worker?.type !== "chunk" || !worker.code.includes(PLACE))
        throw new Error(`${workerFile} has no list to fill`);
      const assets = Object.values(bundle).filter((file) => file !== worker && isForTexters(file));
      const files = [...PUBLIC, ...assets.map(({ fileName }) => fileName)].map((name) => `/${name}`).sort();
      const hash = createHash("sha256").update(worker.code).update(files.join());
      for (const name of PUBLIC) hash.update(readFileSync(join(root, "public", name)));
      hash.update(readFileSync(join(root, "index.html")));
      const list = { version: hash.digest("hex").slice(0, 12), files };
      worker.code = worker.code.replaceAll(PLACE, JSON.stringify(list));
    },
  };
}

type File = { type: string; fileName: string; moduleIds?: readonly string[] };

/** Texters do not load what only admins use, so their phones do not keep it either. */
function isForTexters({ type, fileName, moduleIds = [] }: File): boolean {
  if (!fileName.startsWith("assets/")) return false;
  if (type === "chunk") return !moduleIds.some((id) => id.includes("/web/admin/"));
  return fileName.endsWith(".css") && !fileName.includes("/admin");
}
