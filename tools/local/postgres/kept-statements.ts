/**
 * Named statements of one session: a query is parsed and planned when it is first asked, which is most of its cost in
 * PGlite. A name is used again only once Postgres has said that it has the statement.
 */
import { protocol } from "@electric-sql/pglite";
import type { SqlQuery } from "./neon-protocol.ts";

const { serialize } = protocol;

/** Texts that vary (lists of ids) must not fill the session's memory. */
const MOST_KEPT = 1_000;

export class KeptStatements {
  readonly #names = new Map<string, string>();
  /** Of the unit that is being made, in the order in which they are parsed. */
  #parsed: { query: string; name: string }[] = [];
  #made = 0;

  /** The messages of one query, as a part of the unit that is being made. */
  encode({ query, params }: SqlQuery): Uint8Array[] {
    const known = this.#names.get(query) ?? this.#parsed.find((each) => each.query === query)?.name;
    const rest = (name: string) => [
      serialize.bind({ statement: name, values: params }),
      serialize.describe({ type: "P" }),
      serialize.execute({}),
    ];
    if (known !== undefined) return rest(known);
    if (this.#names.size >= MOST_KEPT) {
      this.#parsed.push({ query, name: "" });
      return [serialize.parse({ text: query }), ...rest("")];
    }
    this.#made += 1;
    const name = `kept_${this.#made}`;
    this.#parsed.push({ query, name });
    return [serialize.parse({ name, text: query }), ...rest(name)];
  }

  /** Ends the unit. @param count statements that Postgres has parsed, the first ones of the unit */
  parsed(count: number): void {
    for (const { query, name } of this.#parsed.slice(0, count)) if (name !== "") this.#names.set(query, name);
    this.#parsed = [];
  }
}
