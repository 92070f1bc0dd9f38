/**
 * Bundles the Worker the way `wrangler deploy` does and reads its bindings from wrangler.toml, so that what runs locally
 * is what would be deployed. Both need Wrangler, which takes a second and 250 MB to load: they run in short-lived
 * children, and the result is kept under `dist/worker/<hash of all sources>` for the next start.
 */
import { execFile } from "node:child_process";
import type { ExecFileException } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { V4WorkerOptionsShape } from "miniflare";
import { endedBy } from "./faults.ts";

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Keeps Wrangler and Miniflare offline, silent and fast (without the third, calls between objects are 5 times slower). */
export const QUIET: Readonly<Record<string, string>> = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  DO_NOT_TRACK: "1",
  X_LOCAL_OBSERVABILITY: "false",
  X_LOCAL_EXPLORER: "false",
};

export type WorkerBundle = {
  /** The bundled Worker, then the files that it imports as text or data; absolute paths. */
  modules: { type: "ESModule" | "Text" | "Data"; path: string }[];
  /** Bindings, compatibility date, consumers and assets of wrangler.toml, as Miniflare's options. */
  options: V4WorkerOptionsShape;
};

/** Folders that a Worker's code is made of. */
const SOURCES = ["workers", "durable-objects", "domain", "twilio", "db"];
const KEPT_BUNDLES = 3;
/** A bundle may be in use: a Worker that is started again reads it again. */
const KEPT_MS = 3_600_000;

/** `root` is the folder of wrangler.toml. Throws with Wrangler's own message if the Worker does not build. */
export async function bundleWorker(
  root: string = projectRoot,
  signal?: AbortSignal,
  onBuild: () => void = () => {},
): Promise<WorkerBundle> {
  // Wrangler refuses an assets directory that does not exist; an API without the app built is fine for load tests.
  mkdirSync(join(root, "dist/app"), { recursive: true });
  const store = join(root, "dist/worker");
  const folder = join(store, sourcesHash(root));
  const optionsFile = join(folder, "options.json");
  if (!existsSync(optionsFile)) {
    onBuild();
    const half = `${folder}.${process.pid}`;
    const options = await writeBundle(root, half, signal);
    writeFileSync(join(half, "options.json"), options);
    dropOldBundles(store);
    if (existsSync(folder)) rmSync(half, { recursive: true });
    else renameSync(half, folder);
  }
  const imported = readdirSync(folder).filter((name) => /\.(txt|html|sql|bin)$/.test(name));
  return {
    modules: [
      { type: "ESModule", path: join(folder, "index.js") },
      ...imported.map((name) => ({ type: textOrData(name), path: join(folder, name) })),
    ],
    // Written above from V4WorkerOptionsShape.
    options: JSON.parse(readFileSync(optionsFile, "utf8")) as V4WorkerOptionsShape,
  };
}

/** Into this folder, which is gone again when it fails. Returns the options as JSON. */
async function writeBundle(root: string, folder: string, signal: AbortSignal | undefined): Promise<string> {
  const config = join(root, "wrangler.toml");
  try {
    const [, options] = await Promise.all([
      runNode(root, [wranglerBin(), "deploy", "--dry-run", "--outdir", folder, "--config", config], signal),
      runNode(root, [join(projectRoot, "tools/local/print-worker-options.ts"), config], signal),
    ]);
    return options;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function textOrData(name: string): "Text" | "Data" {
  return name.endsWith(".bin") ? "Data" : "Text";
}

function wranglerBin(): string {
  return join(projectRoot, "node_modules/wrangler/bin/wrangler.js");
}

function runNode(cwd: string, args: string[], signal: AbortSignal | undefined): Promise<string> {
  return new Promise((resolveOutput, reject) => {
    const env = { ...process.env, ...QUIET, FORCE_COLOR: "0", CI: "1" };
    execFile(process.execPath, args, { cwd, env, maxBuffer: 2 ** 26, signal }, (error, stdout, stderr) => {
      if (error === null) resolveOutput(stdout);
      else reject(buildFault("The Worker", error, stderr.trim() || stdout.trim()));
    });
  });
}

/** What a person can do about a build that failed: mend the source, or give a builder that was ended its room. */
export function buildFault(what: string, error: ExecFileException, output: string): Error {
  if (typeof error.signal === "string") return new Error(`${what} was not built (${endedBy(error.signal)}).`);
  return new Error(
    `${what} does not build:\n${output || error.message}\nMend that, or take the last change of the sources back, then start again.`,
  );
}

function sourcesHash(root: string): string {
  const hash = createHash("sha256").update(process.version).update(root);
  const files = ["wrangler.toml", "package-lock.json", "tsconfig.json"].map((name) => join(root, name));
  for (const folder of SOURCES) {
    if (!existsSync(join(root, folder))) continue;
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).sort()) {
      if (name.endsWith(".ts") || name.endsWith(".sql") || name.endsWith(".json")) files.push(join(root, folder, name));
    }
  }
  for (const file of files) {
    if (existsSync(file)) hash.update(file).update("\0").update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 20);
}

function dropOldBundles(store: string): void {
  const untilMs = Date.now() - KEPT_MS;
  const old = readdirSync(store, { withFileTypes: true }).filter(
    (each) => /^[0-9a-f]{20}$/.test(each.name) && statSync(join(store, each.name)).mtimeMs < untilMs,
  );
  for (const each of old.slice(0, Math.max(0, old.length - KEPT_BUNDLES + 1)))
    rmSync(join(store, each.name), { recursive: true, force: true });
}
