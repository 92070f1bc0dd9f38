/**
 * The rules of this repository's layout, as plain functions over its files: which layer may import which, no circle of
 * files, no crowded folder, no long file. `check-house.ts` reads the files; docs/architecture.md says why.
 */
import { posix } from "node:path";

export type SourceFile = { path: string; text: string };

/** What a layer may import besides itself. Test code and tools may import everything. */
const LAYERS: Record<string, readonly string[]> = {
  domain: [],
  twilio: ["domain"],
  db: ["domain"],
  "durable-objects": ["domain", "twilio", "db"],
  workers: ["domain", "twilio", "db", "durable-objects"],
  web: ["domain"],
};
/** Layers of which only types may be imported: the app knows the shapes of the routes, never their code. */
const LAYERS_OF_TYPES: Record<string, readonly string[]> = { web: ["workers"] };

const MOST_FILES_PER_FOLDER = 15;
const MOST_LINES = 350;
/** Written by a program, so their length does not matter. */
const GENERATED = /^db\/migrations\/|\.gen\.ts$/;

const IMPORTS =
  /^(?:import|export)\s+(type\s)?[^;"']*?from\s+"(\.[^"]+)"|^import\s+"(\.[^"]+)"|\bimport\(\s*"(\.[^"]+)"\s*\)/gm;

const EXPORTS = /^export (?:declare |abstract |async )*(?:type|interface|enum|class|function\*?|const|let) (\w+)\b/gm;

type Import = { target: string; typeOnly: boolean };

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.startsWith("test/") || path.includes("/testing/");
}

function importsOf({ path, text }: SourceFile): Import[] {
  return Array.from(text.matchAll(IMPORTS), ([, type, from, bare, lazy]) => ({
    target: posix.join(posix.dirname(path), from ?? bare ?? lazy ?? ""),
    typeOnly: type !== undefined,
  }));
}

/** Everything that breaks the layout, one sentence each: the file, the import, the rule. */
export function problemsOf(files: readonly SourceFile[]): string[] {
  return [
    ...layerProblems(files),
    ...circles(files),
    ...crowdedFolders(files),
    ...longFiles(files),
    ...sharedNames(files),
  ];
}

function layerProblems(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const layer = topOf(file.path);
    const allowed = LAYERS[layer];
    if (!allowed || isTest(file.path)) return [];
    return importsOf(file).flatMap(({ target, typeOnly }) => {
      if (isTest(target)) return [`${file.path} imports ${target}: only tests import test code.`];
      const other = topOf(target);
      if (other === layer || allowed.includes(other)) return [];
      if (typeOnly && LAYERS_OF_TYPES[layer]?.includes(other)) return [];
      const may = allowed.length > 0 ? `only itself and ${allowed.join(", ")}` : "only itself";
      return [`${file.path} imports ${target}: ${layer} may import ${may}.`];
    });
  });
}

/** Every circle once, as the chain of files that form it. */
function circles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const chain: string[] = [];
  const walk = (path: string): void => {
    const at = chain.indexOf(path);
    if (at >= 0) {
      found.push(`${[...chain.slice(at), path].join(" -> ")}: a circle of imports.`);
      return;
    }
    const file = byPath.get(path);
    if (!file || done.has(path)) return;
    chain.push(path);
    for (const { target } of importsOf(file)) walk(target);
    chain.pop();
    done.add(path);
  };
  for (const { path } of files) walk(path);
  return found;
}

function crowdedFolders(files: readonly SourceFile[]): string[] {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    if (/\.test\.tsx?$/.test(path) || GENERATED.test(path)) continue;
    const folder = posix.dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return Array.from(counts)
    .filter(([, count]) => count > MOST_FILES_PER_FOLDER)
    .map(
      ([folder, count]) =>
        `${folder} has ${count} files besides tests: a folder has at most ${MOST_FILES_PER_FOLDER}, so split it by subject.`,
    );
}

function longFiles(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => !GENERATED.test(path))
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > MOST_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines: a file has at most ${MOST_LINES}, so split it by subject.`);
}

/** A name that two files export means two things to a reader, and an import of the wrong one may even compile. */
function sharedNames(files: readonly SourceFile[]): string[] {
  const homes = new Map<string, string[]>();
  for (const { path, text } of files) {
    for (const { index, 1: name = "" } of text.matchAll(EXPORTS)) {
      if (!isInTemplate(text, index)) homes.set(name, [...(homes.get(name) ?? []), path]);
    }
  }
  return Array.from(homes, ([name, paths]) => ({ name, paths: [...new Set(paths)] }))
    .filter(({ paths }) => paths.length > 1)
    .map(({ name, paths }) => `${name} is exported by ${paths.join(" and ")}: a name has one meaning, so rename one.`);
}

/** Source text that a program writes is no export of the program. */
function isInTemplate(text: string, index: number): boolean {
  return text.slice(0, index).split("`").length % 2 === 0;
}

function topOf(path: string): string {
  return path.slice(0, path.indexOf("/"));
}
