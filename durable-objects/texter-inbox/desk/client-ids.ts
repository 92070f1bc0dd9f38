/**
 * What the ids are used for that the texter's app makes: an id is one text to one contact, or one tap, and never means
 * another one (docs/decisions/0002-identity-of-a-text.md). Written behind together with the desk; what a crash forgets of
 * texts is learned again from the conversations, and of taps the queues remember it themselves.
 */
import { refuse } from "../../../domain/outcome.ts";
import type { TexterOp, TexterRefusal } from "../../../domain/texter-app/texter.ts";
import type { Sql } from "../../kit/storage/sql.ts";

/** The newest ones that are remembered. */
const MOST = 20_000;

export class ClientIds {
  readonly #sql: Sql;
  readonly #unwritten = new Map<string, string>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** null for a new id. */
  useOf(id: string): string | null {
    return (
      this.#unwritten.get(id) ?? this.#sql.scalar<string>("SELECT used_for FROM client_ids WHERE client_id = ?", id)
    );
  }

  /** The refusal of an id that was used for something else; notes a new one. */
  refusal(op: TexterOp, params: object): TexterRefusal | null {
    const id = "opId" in params && typeof params.opId === "string" ? params.opId : null;
    if (id === null) return null;
    const on = "contactId" in params ? params.contactId : "campaignId" in params ? params.campaignId : "";
    const use = `${op} ${String(on)}`;
    const before = this.useOf(id);
    if (before === null) this.note(id, use);
    return before === null || before === use ? null : usedBefore("opId");
  }

  note(id: string, use: string): void {
    this.#unwritten.set(id, use);
  }

  get hasUnwritten(): boolean {
    return this.#unwritten.size > 0;
  }

  flush(): void {
    if (this.#unwritten.size === 0) return;
    this.#sql.run(
      `INSERT INTO client_ids (client_id, used_for) SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE true
       ON CONFLICT (client_id) DO NOTHING`,
      JSON.stringify([...this.#unwritten]),
    );
    this.#sql.run("DELETE FROM client_ids WHERE id <= (SELECT MAX(id) FROM client_ids) - ?", MOST);
    this.#unwritten.clear();
  }

  /** After a crash, once the desk was read and written anew: the texts in its conversations. */
  learnFromItems(): void {
    this.#sql.run(LEARN_FROM_ITEMS);
  }
}

/** What a text's id is used for. */
export function textTo(contactId: string): string {
  return `send ${contactId}`;
}

export function usedBefore(field: "messageId" | "opId"): TexterRefusal {
  const what = field === "messageId" ? "a text to another contact" : "something else that was tapped";
  return refuse("bad_request", `${field}: this id belongs to ${what}; make a new one`);
}

/** Also part of the table's migration. `send` as in `textTo`. */
export const LEARN_FROM_ITEMS = `
  INSERT INTO client_ids (client_id, used_for)
  SELECT message.value ->> 'id', 'send ' || contact_id FROM items, json_each(items.json, '$.messages') AS message
    WHERE items.json IS NOT NULL AND message.value ->> 'direction' = 'out'
  ON CONFLICT (client_id) DO NOTHING;`;
