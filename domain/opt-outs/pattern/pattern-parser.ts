/** Reads the written form of patterns (pattern.ts). */

export type Parts = Readonly<Record<string, string>>;

export type Node =
  | { kind: "words"; words: readonly string[] }
  | { kind: "any" }
  | { kind: "row"; of: Node[] }
  | { kind: "either"; of: Node[] }
  | { kind: "times"; of: Node; least: number; most: number };

/** @returns a reader of patterns that reads each named part, and each bracket that is repeated, once */
export function parser(parts: Parts): (pattern: string) => Node {
  const known = new Map<string, Node>();
  const met = new Map<string, Node>();
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
      if (sign !== "(") return once(sign, () => eitherOf(sign.split("|").map(word)));
      const end = closing(signs, at);
      if (end === -1) throw fail("lacks a closing bracket");
      const before = met.get(signs.slice(at - 1, end).join(" "));
      if (before) {
        at = end + 1;
        return before;
      }
      const node = once(signs.slice(at - 1, end).join(" "), rows);
      at = end + 1;
      return node;
    };
    const once = (key: string, make: () => Node): Node => {
      const made = met.get(key) ?? make();
      met.set(key, made);
      return made;
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

/** Where the bracket that is open here is closed; -1 when it is not. */
function closing(signs: readonly string[], from: number): number {
  let depth = 1;
  for (let at = from; at < signs.length; at += 1) {
    if (signs[at] === "(") depth += 1;
    if (signs[at] === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** Single words side by side are one set. */
function eitherOf(nodes: readonly Node[]): Node {
  const [only] = nodes;
  if (nodes.length === 1 && only) return only;
  const words = new Set<string>();
  const rest: Node[] = [];
  const take = (node: Node) => {
    if (node.kind === "words") for (const word of node.words) words.add(word);
    else rest.push(node);
  };
  for (const node of nodes) {
    if (node.kind === "either") node.of.forEach(take);
    else take(node);
  }
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
