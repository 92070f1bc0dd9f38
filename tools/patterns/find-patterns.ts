/** All regular expressions of a source text: literals, and calls of RegExp with words that are written there. */
import { parseAst } from "vite";

export type Pattern = { source: string; flags: string; line: number };
/** A pattern whose source is made at run time, so that nobody can check it beforehand. */
export type MadePattern = { line: number };

type Node = { type: string; start: number; [key: string]: unknown };

export function findPatterns(path: string, text: string): { patterns: Pattern[]; made: MadePattern[] } {
  const patterns: Pattern[] = [];
  const made: MadePattern[] = [];
  const lineOf = (at: number) => text.slice(0, at).split("\n").length;
  // The parser's nodes, read as what every one of them is.
  const root = parseAst(text, { lang: path.endsWith(".tsx") ? "tsx" : "ts" }) as unknown as Node;
  const nodes: unknown[] = [root];
  while (nodes.length > 0) {
    const node = nodes.pop();
    if (Array.isArray(node)) nodes.push(...node);
    if (!isNode(node)) continue;
    const regex = node["regex"];
    if (node.type === "Literal" && isRegex(regex)) {
      patterns.push({ source: regex.pattern, flags: regex.flags, line: lineOf(node.start) });
    }
    if ((node.type === "NewExpression" || node.type === "CallExpression") && nameOf(node["callee"]) === "RegExp") {
      const [source, flags] = (Array.isArray(node["arguments"]) ? node["arguments"] : []).map(wordsOf);
      if (typeof source === "string") {
        patterns.push({ source, flags: typeof flags === "string" ? flags : "", line: lineOf(node.start) });
      } else made.push({ line: lineOf(node.start) });
    }
    for (const value of Object.values(node)) if (typeof value === "object" && value !== null) nodes.push(value);
  }
  return { patterns: patterns.sort((a, b) => a.line - b.line), made };
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function isRegex(value: unknown): value is { pattern: string; flags: string } {
  return typeof value === "object" && value !== null && "pattern" in value && "flags" in value;
}

function nameOf(node: unknown): string {
  return isNode(node) && node.type === "Identifier" && typeof node["name"] === "string" ? node["name"] : "";
}

/** A string that is written there, also as a template without parts that are filled in. */
function wordsOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"];
  const quasis = node["quasis"];
  if (node.type !== "TemplateLiteral" || !Array.isArray(quasis) || quasis.length !== 1) return null;
  const value: unknown = isNode(quasis[0]) ? quasis[0]["value"] : null;
  return typeof value === "object" && value !== null && "cooked" in value && typeof value.cooked === "string"
    ? value.cooked
    : null;
}
