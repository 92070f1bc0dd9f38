import { describe, expect, test } from "vitest";
import { problemsOf } from "./house.ts";

const file = (path: string, text = "") => ({ path, text });

describe("layers", () => {
  test("an import up is named with the file, the import and the rule", () => {
    const files = [
      file("domain/a.ts", 'import { log } from "../workers/http/log.ts";'),
      file("workers/http/log.ts", "export const log = 1;"),
    ];
    expect(problemsOf(files)).toEqual(["domain/a.ts imports workers/http/log.ts: domain may import only itself."]);
  });

  test("also when the import spans lines, is lazy, re-exports or is of types", () => {
    const texts = [
      'import {\n  a,\n  b,\n} from "../../workers/x.ts";',
      'const x = await import("../../workers/x.ts");',
      'export { a } from "../../workers/x.ts";',
      'import type { A } from "../../workers/x.ts";',
      'import "../../workers/x.ts";',
    ];
    for (const text of texts) expect(problemsOf([file("durable-objects/kit/a.ts", text)]), text).toHaveLength(1);
  });

  test("the app takes the routes' types, never their code", () => {
    expect(problemsOf([file("web/api.ts", 'import type { Routes } from "../workers/app.ts";')])).toEqual([]);
    expect(problemsOf([file("web/api.ts", 'import { routes } from "../workers/app.ts";')])).toEqual([
      "web/api.ts imports workers/app.ts: web may import only itself and domain.",
    ]);
  });

  test("production code does not import test code, tests import what they like", () => {
    const text = 'import { world } from "../testing/world.ts";';
    expect(problemsOf([file("durable-objects/kit/a.ts", text)])).toEqual([
      "durable-objects/kit/a.ts imports durable-objects/testing/world.ts: only tests import test code.",
    ]);
    expect(problemsOf([file("durable-objects/kit/a.test.ts", text)])).toEqual([]);
  });
});

test("a circle of files is shown as its chain", () => {
  const files = [
    file("domain/a.ts", 'import { b } from "./b.ts";'),
    file("domain/b.ts", 'import type { c } from "./c.ts";'),
    file("domain/c.ts", 'import { a } from "./a.ts";'),
  ];
  expect(problemsOf(files)).toEqual(["domain/a.ts -> domain/b.ts -> domain/c.ts -> domain/a.ts: a circle of imports."]);
});

test("a sixteenth file in a folder is one too many, tests are not counted", () => {
  const fifteen = Array.from({ length: 15 }, (_, i) => file(`domain/hours/f${i}.ts`));
  expect(problemsOf([...fifteen, file("domain/hours/f.test.ts")])).toEqual([]);
  expect(problemsOf([...fifteen, file("domain/hours/sixteenth.ts")])).toEqual([
    "domain/hours has 16 files besides tests: a folder has at most 15, so split it by subject.",
  ]);
});

test("a name that two files export is named with both, a name that one file overloads is not", () => {
  const one = file("domain/a.ts", "export type Word = string;\nexport const word = 1;");
  const other = file("workers/b.ts", "export async function word() {}\nexport interface Word {}\ntype Row = 1;");
  expect(problemsOf([one, other])).toEqual([
    "Word is exported by domain/a.ts and workers/b.ts: a name has one meaning, so rename one.",
    "word is exported by domain/a.ts and workers/b.ts: a name has one meaning, so rename one.",
  ]);
  const overloaded = "export function of(a: string): string;\nexport function of(a: number): number;";
  expect(problemsOf([file("domain/a.ts", overloaded), file("domain/b.ts", "type Word = 1;\nconst of = 1;")])).toEqual(
    [],
  );
  const writer = "const table = `\nexport const AREAS = ${json};\n`;";
  expect(problemsOf([file("domain/a.ts", "export const AREAS = {};"), file("tools/write.ts", writer)])).toEqual([]);
});

test("a file of 351 lines is one line too long, a generated one may have any length", () => {
  const lines = (count: number) => Array.from({ length: count }, () => "x").join("\n");
  expect(problemsOf([file("domain/a.ts", lines(350))])).toEqual([]);
  expect(problemsOf([file("domain/a.ts", lines(351))])).toEqual([
    "domain/a.ts has 351 lines: a file has at most 350, so split it by subject.",
  ]);
  expect(problemsOf([file("domain/zones.gen.ts", lines(2000))])).toEqual([]);
});
