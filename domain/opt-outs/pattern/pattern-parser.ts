/** Reads the written form of patterns (pattern.ts). */

export type Parts = Readonly<Record<string, string>>;

export type Node =
  | { kind: "words"; words: readonly string[] }
  | { kind: "any" }
  | { kind: "row"; of: Node[] }
  | { kind: "either"; of: Node[] }
  | { kind: "times"; of: Node; least: number; most: number };

/** @returns a reader of patterns that reads each named part once; stretches that are written alike are one node */
export function parser(parts: Parts): (pattern: string) => Node {
  const named = new Map<string, Node>();
  const met = new Map<string, Node>();
  /** Equal stretches of patterns are one node, so that what is found out about it is found out once. */
  const once = (written: string, make: () => Node): Node => {
    const known = met.get(written);
    if (known) return known;
    const made = make();
    met.set(written, made);
    return made;
  };
  const part = (name: string): Node => {
    const known = named.get(name);
    if (known) return known;
    const pattern = parts[name];
    if (pattern === undefined) throw new Error(`The grammar has no part "${name}".`);
    const made = PLAIN_WORDS.test(pattern) ? wordsOf(pattern.split("|")) : read(pattern, true);
    named.set(name, made);
    return made;
  };
  const word = (written: string): Node => {
    if (written === ".") return ANY;
    if (isName(written)) return part(written);
    return once(written, () => ({ kind: "words", words: [written] }));
  };

  /** @param inBrackets a bar parts rows there; without, it parts words */
  function read(text: string, inBrackets: boolean): Node {
    const fail = (what: string) => new Error(`The pattern "${text}" ${what}.`);
    let at = 0;
    const skip = () => {
      while (text[at] === " ") at += 1;
    };

    const isBar = (depth: number) => depth > 0 && text[at] === "|";
    const rows = (depth: number): Node => {
      const of = [row(depth)];
      while (isBar(depth)) {
        at += 1;
        of.push(row(depth));
      }
      return eitherOf(of);
    };
    const row = (depth: number): Node => {
      const of: Node[] = [];
      for (skip(); at < text.length && text[at] !== ")" && !isBar(depth); skip()) of.push(repeated(depth));
      if (of.length === 0) throw fail("lacks a word");
      return of.length === 1 && of[0] ? of[0] : { kind: "row", of };
    };
    const repeated = (depth: number): Node => {
      const from = at;
      let node = one(depth);
      for (skip(); REPEATS.includes(text[at] ?? " "); skip()) {
        const of = node;
        const [least, most] = times();
        node = once(text.slice(from, at), () => ({ kind: "times", of, least, most }));
      }
      return node;
    };
    const times = (): [number, number] => {
      const sign = text[at];
      const end = sign === "{" ? text.indexOf("}", at) + 1 : at + 1;
      const [least = 0, most = 0] =
        sign === "{"
          ? text
              .slice(at + 1, end - 1)
              .split(",")
              .map(Number)
          : [];
      at = end;
      if (sign === "{") return [least, most];
      return [0, sign === "?" ? 1 : Infinity];
    };
    const one = (depth: number): Node => {
      const from = at;
      if (text[at] === "(") {
        const end = closing(text, from);
        const known = met.get(text.slice(from, end));
        if (known) {
          at = end;
          return known;
        }
        at += 1;
        const node = rows(depth + 1);
        if (text[at] !== ")") throw fail("lacks a closing bracket");
        at += 1;
        return once(text.slice(from, at), () => node);
      }
      const words = depth > 0 ? WORD : WORDS;
      words.lastIndex = at;
      const written = words.exec(text)?.[0] ?? "";
      at += written.length;
      if (!written.includes("|")) {
        if (written === "") throw fail("lacks a word");
        return word(written);
      }
      const all = written.split("|");
      if (all.includes("")) throw fail("lacks a word");
      return once(written, () => (PLAIN_WORDS.test(written) ? wordsOf(all) : eitherOf(all.map(word))));
    };

    const node = rows(inBrackets ? 1 : 0);
    if (at < text.length) throw fail("has a bracket too many");
    return node;
  }
  return (pattern) => read(pattern, false);
}

const ANY: Node = { kind: "any" };
/** Words and bars alone: no names of parts, nothing that repeats, no sign for any word or the end of a clause. */
const PLAIN_WORDS = /^[^ ()?*{}.,A-Z]+$/u;

function wordsOf(words: readonly string[]): Node {
  return { kind: "words", words: [...new Set(words)] };
}
const REPEATS = "?*{";
/** A word, and several that bars part. */
const WORD = /[^ ()?*{}|]+/uy;
const WORDS = /[^ ()?*{}]+/uy;

/** Behind the bracket that closes the one here. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === OPEN) depth += 1;
    else if (sign === CLOSE && (depth -= 1) === 0) return at + 1;
  }
  return text.length;
}
const OPEN = "(".charCodeAt(0);
const CLOSE = ")".charCodeAt(0);

/** Names of parts are in capitals. */
function isName(written: string): boolean {
  return written[0] !== undefined && written[0] >= "A" && written[0] <= "Z";
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
