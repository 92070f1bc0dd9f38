/** Comments and documents cite only files and headings that are in the repository, so that a reader can follow them. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const TEXT = /\.(?:tsx?|mjs|md|sql|css|html|toml|json|ya?ml)$|(?:^|\/)run$/;
const GENERATED = /^(?:package-lock\.json|db\/migrations\/)/;

const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" })
  .split("\n")
  .filter((file) => TEXT.test(file) && !GENERATED.test(file));
const names = new Set(files.map((file) => file.slice(file.lastIndexOf("/") + 1)));
const texts = new Map(files.map((file) => [file, read(file)]));

/** A file that was deleted and not committed yet is still listed. */
function read(file: string): string {
  try {
    return readFileSync(join(ROOT, file), "utf8");
  } catch {
    return "";
  }
}

/** The anchor that a heading gets where documents are shown. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

function anchorsOf(file: string): Set<string> {
  const headings = (texts.get(file) ?? "").matchAll(/^#{1,6} (.+)$/gm);
  return new Set(Array.from(headings, ([, heading = ""]) => anchorOf(heading)));
}

/** What is wrong with a citation; null when it can be followed. */
function problemOf(target: string, anchor: string | undefined): string | null {
  if (!texts.has(target)) return `${target} is not in the repository`;
  if (anchor === undefined || anchor === "" || anchorsOf(target).has(anchor)) return null;
  return `${target} has no heading #${anchor}`;
}

function problems(find: (text: string, file: string) => Iterable<string | null>): string[] {
  return [...texts].flatMap(([file, text]) =>
    [...find(text, file)].flatMap((problem) => (problem === null ? [] : [`${file}: ${problem}`])),
  );
}

test("documents that comments cite are in the repository, with their headings", () => {
  const found = problems((text) =>
    Array.from(text.matchAll(/\b(docs\/[\w/.-]+\.md)(?:#([\w-]+))?/g), ([, path = "", anchor]) =>
      problemOf(path, anchor),
    ),
  );
  expect(found).toEqual([]);
});

test("decisions that are cited by their number exist", () => {
  const numbers = new Set(files.flatMap((file) => /^docs\/decisions\/(\d{4})-/.exec(file)?.[1] ?? []));
  const found = problems((text) =>
    Array.from(text.matchAll(/docs\/decisions\/(\d{4})\b/g), ([, number = ""]) =>
      numbers.has(number) ? null : `there is no decision ${number}`,
    ),
  );
  expect(found).toEqual([]);
});

test("each decision has a number of its own, which its title bears", () => {
  const decisions = files.flatMap((file) => {
    const number = /^docs\/decisions\/(\d{4})-/.exec(file)?.[1];
    return number === undefined ? [] : [{ file, number: Number(number) }];
  });
  const numbers = decisions.map(({ number }) => number);
  expect(numbers).toEqual([...new Set(numbers)]);
  const titled = decisions.filter(({ file, number }) => !texts.get(file)?.startsWith(`# ${number}. `));
  expect(titled.map(({ file }) => file)).toEqual([]);
});

test("links between documents lead somewhere", () => {
  const found = problems((text, file) =>
    file.endsWith(".md")
      ? Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, link = ""]) => {
          if (/^[a-z]+:/.test(link)) return null;
          const [path = "", anchor] = link.split("#");
          const target = path === "" ? file : normalize(join(dirname(file), path));
          // A folder, as "docs/decisions/".
          if (target.endsWith("/")) return files.some((each) => each.startsWith(target)) ? null : `no folder ${target}`;
          return target === "LICENSE" ? null : problemOf(target, anchor);
        })
      : [],
  );
  expect(found).toEqual([]);
});

test("no file cites a document that a reader does not have", () => {
  const found = problems((text) =>
    Array.from(text.matchAll(/\b([A-Z]{4,}\.md)\b/g), ([, name = ""]) =>
      names.has(name) ? null : `${name} is not in the repository`,
    ),
  );
  expect(found).toEqual([]);
});
