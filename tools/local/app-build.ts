/** Builds the web app into `dist/app` when its sources have changed since the last build. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildFault, projectRoot } from "./bundle.ts";

const SOURCES = ["web", "domain", "vite.config.ts", "tools/local/build-files.ts", "package-lock.json", "tsconfig.json"];

/** Throws with the builder's own message if the app does not build. */
export async function buildApp(
  root: string = projectRoot,
  signal?: AbortSignal,
  onBuild: () => void = () => {},
): Promise<{ built: boolean }> {
  const stamp = join(root, "dist/app.built");
  const wanted = sourcesHash(root);
  const kept = existsSync(stamp) && existsSync(join(root, "dist/app/index.html")) ? readFileSync(stamp, "utf8") : null;
  if (kept === wanted) return { built: false };
  onBuild();
  // A build that is interrupted leaves no stamp, so the next start builds again.
  rmSync(stamp, { force: true });
  await new Promise<void>((resolve, reject) => {
    const vite = join(projectRoot, "node_modules/vite/bin/vite.js");
    const options = { cwd: root, env: { ...process.env, FORCE_COLOR: "0" }, signal };
    execFile(process.execPath, [vite, "build", "--logLevel", "warn"], options, (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(buildFault("The web app", error, stderr.trim() || stdout.trim()));
    });
  });
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(stamp, wanted);
  return { built: true };
}

function sourcesHash(root: string): string {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    const path = join(root, source);
    if (!existsSync(path)) continue;
    const names = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: "utf8" })
          .sort()
          .map((name) => join(path, name))
      : [path];
    for (const name of names) {
      if (statSync(name).isFile()) hash.update(name).update("\0").update(readFileSync(name));
    }
  }
  return hash.digest("hex");
}
