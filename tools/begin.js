/**
 * What `npm start` runs first: says in plain words what this machine lacks. Written for any Node, because an old one
 * cannot read TypeScript, and a package that is missing ends a program before its first line.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The first Node that runs TypeScript as it is. */
const NEEDED = [22, 18];

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** What is missing and how to mend it, or null. */
function problem() {
  const packages = readJson(join(root, "package.json"));
  if (packages === null) return `There is no readable package.json in ${root}. Get Whistlestop's files again.`;
  if (!existsSync(join(root, "node_modules")))
    return `The packages that Whistlestop uses are not installed. Run this, then start again:\n\n  cd ${root} && npm ci`;

  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
    const bundled = join(root, "node_modules/.bin/node");
    return `This is Node ${process.versions.node}; Whistlestop needs Node ${NEEDED.join(".")} or newer. ${
      existsSync(bundled)
        ? "The installed packages contain one: start with npm start, not with node itself."
        : "Install a newer one from nodejs.org, then run npm ci and start again."
    }`;
  }

  const wanted = Object.assign({}, packages.dependencies, packages.devDependencies);
  const wrong = Object.keys(wanted).filter((name) => {
    const installed = readJson(join(root, "node_modules", name, "package.json"));
    return installed === null || installed.version !== wanted[name];
  });
  if (wrong.length === 0) return null;
  const named = wrong.slice(0, 3).join(", ") + (wrong.length > 3 ? ` and ${wrong.length - 3} more` : "");
  return `The installed packages are not those of this version (${named}). Run this, then start again:\n\n  cd ${root} && npm ci`;
}

const found = problem();
if (found === null) await import(pathToFileURL(join(root, "tools/start.ts")).href);
else {
  console.error(found);
  process.exitCode = 1;
}
