/**
 * Builds what a world plays: the Worker as it is deployed, and everything outside of it (carrier emulator, browsers), each
 * as one script that is evaluated once per isolate. What draws, waits or calls is given to it as parameters, so that no
 * global of Node is changed and two isolates share nothing.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import type { Plugin } from "vite";
import { INJECTED } from "./platform/isolate.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url).href);
const ROOT = resolve(HERE, "../..");

/** Changes the source of one file before it is bundled: what a guard's removal is. */
export type SourceChange = { file: string; find: string; replace: string };

/** What only costs time, or reaches out, has another version here; as in the Workers tests (vitest.config.ts). */
const REPLACED: Record<string, string> = {
  "./password-cost.ts": resolve(ROOT, "test/workers/setup/quick-passwords.ts"),
  "./webhooks/webhook-client.ts": resolve(HERE, "people/webhook-client.ts"),
};

/** Libraries without state: loaded once, not once per isolate. */
const SHARED = [/^libphonenumber-js/, /^zod$/, /^drizzle-orm/];

/** `beside`: another version, which serves at the same time. */
export type WorldScripts = { worker: Script; outside: Script; beside?: Script };

/** @param root of the product; another version of it lies in another folder */
export async function bundleWorld({
  root = ROOT,
  beside,
  changes = [],
}: { root?: string; beside?: string; changes?: readonly SourceChange[] } = {}): Promise<WorldScripts> {
  const [worker, outside] = await Promise.all([
    bundle("worker", resolve(root, "workers/index.ts"), changes),
    bundle("outside", resolve(HERE, "people/outside.ts"), []),
  ]);
  if (beside === undefined) return { worker, outside };
  return { worker, outside, beside: await bundle("worker", resolve(beside, "workers/index.ts"), []) };
}

export async function bundle(name: string, entry: string, changes: readonly SourceChange[]): Promise<Script> {
  const hash = createHash("sha256").update(JSON.stringify([name, entry, changes, INJECTED]));
  for (const file of sourcesAround(entry)) hash.update(file).update(readFileSync(file));
  const stored = join(ROOT, "dist/world", `${name}-${hash.digest("hex").slice(0, 20)}.js`);
  if (!existsSync(stored)) {
    const code = await builtCode(name, entry, changes);
    mkdirSync(join(ROOT, "dist/world"), { recursive: true });
    // By rename, because another process may be writing it, too.
    writeFileSync(`${stored}.${process.pid}`, code);
    renameSync(`${stored}.${process.pid}`, stored);
  }
  return new Script(readFileSync(stored, "utf8"), { filename: `world-${name}.js` });
}

/** What a bundle may be made of: all layers beside the entry's, and what the world has itself. */
function sourcesAround(entry: string): string[] {
  const isWorker = !entry.startsWith(HERE);
  const root = isWorker ? resolve(entry, "../..") : ROOT;
  const folders = ["workers", "durable-objects", "domain", "twilio", "db"].map((name) => join(root, name));
  if (!isWorker) folders.push(join(ROOT, "test/world"), join(ROOT, "test/crash"), join(ROOT, "tools/demo"));
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .sort()
      .map((name) => join(folder, name)),
  );
}

async function builtCode(name: string, entry: string, changes: readonly SourceChange[]): Promise<string> {
  // Half a second, and most runs find their scripts made.
  const { build } = await import("vite");
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: "error",
    mode: "production",
    plugins: [replaced, changed(changes)],
    resolve: { conditions: ["workerd", "worker", "module", "import", "default"] },
    build: {
      write: false,
      minify: false,
      target: "esnext",
      lib: { entry, formats: ["cjs"], fileName: name },
      // No world has a Redis: its client is never loaded.
      rollupOptions: { external: [/^node:/, /^cloudflare:/, /^@upstash\//, ...SHARED] },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const chunks = output && "output" in output ? output.output : [];
  const [code, ...more] = chunks.flatMap((each) => (each.type === "chunk" ? [each.code] : []));
  if (code === undefined || more.length > 0) throw new Error(`${name} was not bundled into one script.`);
  return `(function (${INJECTED.join(", ")}) {${code}\n})`;
}

const replaced: Plugin = {
  name: "world-versions",
  enforce: "pre",
  resolveId: (source, importer) => {
    const other = REPLACED[source];
    return other === undefined || importer === other ? null : other;
  },
  // Made of constants alone, in half a second: once for all isolates.
  transform: (code, id) =>
    id.endsWith("/phone-fast.ts") ? code.replace("??= makeTable()", "??= worldShared.table ??= makeTable()") : null,
};

function changed(changes: readonly SourceChange[]): Plugin {
  const left = new Set(changes);
  return {
    name: "world-changes",
    enforce: "pre",
    load: (id) => {
      const here = changes.filter(({ file }) => id.endsWith(`/${file}`));
      if (here.length === 0) return null;
      let code = readFileSync(id, "utf8");
      for (const change of here) {
        if (code.split(change.find).length !== 2)
          throw new Error(`In ${change.file} this is not found once: ${change.find}`);
        code = code.replace(change.find, () => change.replace);
        left.delete(change);
      }
      return code;
    },
    buildEnd: () => {
      const [unused] = left;
      if (unused) throw new Error(`The bundle has no file ${unused.file}.`);
    },
  };
}
