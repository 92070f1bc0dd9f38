/**
 * The thread of a simulation's override phone: what it got, what it said, and whom that means. Every text to it names its contact
 * here, so that a reply with the tag finds the very conversation, also when several campaigns text the same number.
 */
import { readTagged } from "../../domain/sending/override-phone.ts";
import type { FoundBy, GotText, PhoneSaid, PhoneText } from "../../domain/sending/override-phone.ts";
import type { Sql } from "../kit/storage/sql.ts";

const SHOWN = 200;
/** Older ones are forgotten; a tag of theirs then finds the conversation that the number had last. */
const KEPT = 5_000;

type Row = {
  seq: number;
  id: string;
  phone: string;
  direction: "out" | "in";
  body: string;
  at: number;
  contact_id: string | null;
  cell: string | null;
  name: string;
  found: FoundBy | null;
  picture: string | null;
};

export type OverridePhoneDeps = {
  sql: Sql;
  now: () => number;
  /** The phone that is set now; null when there is none. */
  present: () => string | null;
};

export class OverridePhone {
  readonly #deps: OverridePhoneDeps;

  constructor(deps: OverridePhoneDeps) {
    this.#deps = deps;
  }

  got(texts: readonly GotText[]): void {
    for (const { contactId, picture = null, ...text } of texts) {
      this.#add({ ...text, direction: "out", contact_id: contactId, found: null, picture });
    }
    this.#deps.sql.run("DELETE FROM phone_texts WHERE seq <= (SELECT max(seq) FROM phone_texts) - ?", KEPT);
  }

  says({ id, phone, body }: { id: string; phone: string; body: string }): PhoneSaid | null {
    const known = this.#one("id = ?", id);
    if (known) return saidOf(known);
    if (phone !== this.#deps.present() && !this.#one("phone = ? LIMIT 1", phone)) return null;
    const { cell } = readTagged(body);
    const meant =
      cell === null
        ? this.#one("phone = ? AND direction = 'out' ORDER BY seq DESC LIMIT 1", phone)
        : this.#one("phone = ? AND cell = ? AND direction = 'out' ORDER BY seq DESC LIMIT 1", phone, cell);
    const found: FoundBy = cell !== null ? "tag" : meant ? "last" : "nobody";
    const to = { contact_id: meant?.contact_id ?? null, cell: meant?.cell ?? cell, name: meant?.name ?? "" };
    this.#add({ id, phone, body, direction: "in", ...to, found, picture: null });
    return saidOf({ body, ...to, found });
  }

  foundNobody(id: string): void {
    this.#deps.sql.run("UPDATE phone_texts SET found = 'nobody' WHERE id = ? AND direction = 'in'", id);
  }

  texts(): { phone: string | null; texts: PhoneText[] } {
    const phone = this.#deps.present();
    if (phone === null) return { phone, texts: [] };
    const rows = this.#deps.sql.all<Row>(
      "SELECT * FROM phone_texts WHERE phone = ? ORDER BY seq DESC LIMIT ?",
      phone,
      SHOWN,
    );
    return { phone, texts: rows.map(shownOf) };
  }

  #add(row: Omit<Row, "seq" | "at">): void {
    const { sql, now } = this.#deps;
    sql.run(
      `INSERT INTO phone_texts (id, phone, direction, body, at, contact_id, cell, name, found, picture)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
      row.id,
      row.phone,
      row.direction,
      row.body,
      now(),
      row.contact_id,
      row.cell,
      row.name,
      row.found,
      row.picture,
    );
  }

  #one(where: string, ...params: string[]): Row | null {
    return this.#deps.sql.one<Row>(`SELECT * FROM phone_texts WHERE ${where}`, ...params);
  }
}

function saidOf({
  body,
  contact_id: contactId,
  cell,
  found,
}: Pick<Row, "body" | "contact_id" | "cell" | "found">): PhoneSaid {
  return { contactId, cell, body: readTagged(body).body, found: found ?? "nobody" };
}

function shownOf({ id, direction, body, at, cell, name, found, picture }: Row): PhoneText {
  const more = { ...(found === null ? {} : { found }), ...(picture === null ? {} : { picture }) };
  return { id, direction, body, at, cell, name, ...more };
}
