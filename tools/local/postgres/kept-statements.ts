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
  /** Their names, in the order in which they were parsed. */
  #names: Map<string, string> = new Map<string, string>();
  /** Of the unit that is being made. */
  #parsed: { query: string; name: string }[] = [];
  #made = 0;

  /** The messages of one query, as a part of the unit that is being made. */
  encode({ query, params }: SqlQuery): Uint8Array[] {
    const known = this.#names.get(query) ?? this.#parsed.find((each) => each.query === query)?.name;
    const name = known ?? (this.#names.size < MOST_KEPT ? this.#newName() : "");
    return [
      ...(known === undefined ? [this.#parse(query, name)] : []),
      serialize.bind({ statement: name, values: params }),
      serialize.describe({ type: "P" }),
      serialize.execute({}),
    ];
  }

  /** The message by which a query is parsed and not asked. */
  parse(query: string): Uint8Array {
    return this.#parse(query, this.#newName());
  }

  /** Ends the unit. @param count statements that Postgres has parsed, the first ones of the unit */
  parsed(count: number): void {
    for (const { query, name } of this.#parsed.slice(0, count)) if (name !== "") this.#names.set(query, name);
    this.#parsed = [];
  }

  /** Names of the statements that the session has, by query. */
  kept(): ReadonlyMap<string, string> {
    return new Map(this.#names);
  }

  /** The session has these by now, and no others. */
  become(kept: ReadonlyMap<string, string>): void {
    this.#names = new Map(kept);
  }

  #parse(query: string, name: string): Uint8Array {
    this.#parsed.push({ query, name });
    return serialize.parse({ name, text: query });
  }

  #newName(): string {
    this.#made += 1;
    return `kept_${this.#made}`;
  }
}
