/** Reads the written form of patterns (pattern.ts). */

export type Parts = Readonly<Record<string, string>>;

export type Node =
  | { kind: "words"; words: readonly string[] }
  | { kind: "any" }
  | { kind: "row"; of: Node[] }
  | { kind: "either"; of: Node[] }
  | { kind: "times"; of: Node; least: number; most: number };

/** @returns what reads a pattern; named parts are read once */
export function parser(parts: Parts): (pattern: string) => Node {
  const known = new Map<string, Node>();
  const named = (name: string): Node => {
    const node = known.get(name);
    if (node) return node;
    const pattern = parts[name];
    if (pattern === undefined) throw new Error(`The grammar has no part "${name}".`);
    const made = parse(`(${pattern})`);
    known.set(name, made);
    return made;
  };

  function parse(pattern: string): Node {
    const fail = (what: string) => new Error(`The pattern "${pattern}" ${what}.`);
    const signs = apart(pattern).match(/[()?*]|\{\d+,\d+\}|[^\s()?*{}]+/gu) ?? [];
    let at = 0;

    const rows = (): Node => {
      const of = [row()];
      while (signs[at] === "|") {
        at += 1;
        of.push(row());
      }
      return eitherOf(of);
    };
    const row = (): Node => {
      const of: Node[] = [];
      while (at < signs.length && signs[at] !== ")" && signs[at] !== "|") of.push(part());
      if (of.length === 0) throw fail("lacks a word");
      return of.length === 1 && of[0] ? of[0] : { kind: "row", of };
    };
    const part = (): Node => {
      let node = one();
      for (;;) {
        const sign = signs[at] ?? "";
        const times = /^\{(\d+),(\d+)\}$/u.exec(sign);
        if (sign === "?") node = { kind: "times", of: node, least: 0, most: 1 };
        else if (sign === "*") node = { kind: "times", of: node, least: 0, most: Infinity };
        else if (times) node = { kind: "times", of: node, least: Number(times[1]), most: Number(times[2]) };
        else return node;
        at += 1;
      }
    };
    const one = (): Node => {
      const sign = signs[at] ?? "";
      at += 1;
      if (sign !== "(") return eitherOf(sign.split("|").map(word));
      const node = rows();
      if (signs[at] !== ")") throw fail("lacks a closing bracket");
      at += 1;
      return node;
    };
    const word = (sign: string): Node => {
      if (sign === "") throw fail("lacks a word");
      if (sign === ".") return { kind: "any" };
      return /^[A-Z][A-Z_]*$/u.test(sign) ? named(sign) : { kind: "words", words: [sign] };
    };

    const node = rows();
    if (at < signs.length) throw fail("has a bracket too many");
    return node;
  }
  return parse;
}

/** Single words side by side are one set. */
function eitherOf(nodes: readonly Node[]): Node {
  const flat = nodes.flatMap((node) => (node.kind === "either" ? node.of : [node]));
  const words = new Set(flat.flatMap((node) => (node.kind === "words" ? node.words : [])));
  const rest = flat.filter((node) => node.kind !== "words");
  const of: Node[] = words.size > 0 ? [{ kind: "words", words: [...words] }, ...rest] : rest;
  return of.length === 1 && of[0] ? of[0] : { kind: "either", of };
}

/** Within brackets a bar parts rows; without, it parts words. */
function apart(pattern: string): string {
  let depth = 0;
  let made = "";
  for (const sign of pattern) {
    if (sign === "(") depth += 1;
    if (sign === ")") depth -= 1;
    made += sign === "|" && depth > 0 ? " | " : sign;
  }
  return made;
}
