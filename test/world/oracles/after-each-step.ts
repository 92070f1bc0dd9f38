/**
 * Looked at after each step in which a queue has written: a text that was accepted has the texter who holds its contact, and one
 * that was marked SENDING might go at that moment, as the queue itself knows it.
 */
import { isWithinHours } from "../../crash/contacts.ts";
import type { Hours } from "../../crash/contacts.ts";
import type { WorldObject } from "../platform/places.ts";

type Queued = { n: number; id: string; texter: string | null; holder: string | null };
type Sending = {
  n: number;
  id: string;
  attempts: number;
  kind: string | null;
  cell: string;
  opted_out: number;
  bad_number: number | null;
};
type Config = { paused: boolean; status: string };

export type StepKnowledge = {
  nowMs: () => number;
  hours: Hours;
  zoneOf: (cell: string) => string | undefined;
};

export class AfterEachStep {
  readonly found: string[] = [];
  readonly #known: StepKnowledge;
  readonly #wrote = new Set<WorldObject>();
  readonly #seen = new Set<string>();

  constructor(known: StepKnowledge) {
    this.#known = known;
  }

  wrote(object: WorldObject): void {
    if (object.className === "CampaignQueue") this.#wrote.add(object);
  }

  look(): void {
    for (const queue of this.#wrote) {
      if (!queue.storage.has("messages")) continue;
      this.#lookAtQueued(queue);
      this.#lookAtSending(queue);
    }
    this.#wrote.clear();
  }

  #isNew(text: string): boolean {
    if (this.#seen.has(text)) return false;
    this.#seen.add(text);
    return true;
  }

  #lookAtQueued(queue: WorldObject): void {
    const rows = queue.storage.look<Queued>(
      `SELECT m.n, m.id, m.texter, c.texter AS holder FROM messages m JOIN contacts c ON c.n = m.n
       WHERE m.send_status = 'QUEUED' AND m.texter IS NOT NULL`,
    );
    for (const { n, id, texter, holder } of rows) {
      const text = `${queue.key}.${n}/${id}`;
      if (this.#isNew(text) && texter !== holder)
        this.found.push(`not theirs: ${text} was accepted of ${texter}, the contact is ${holder}'s`);
    }
  }

  #lookAtSending(queue: WorldObject): void {
    const rows = queue.storage.look<Sending>(
      `SELECT m.n, m.id, m.attempts, m.kind, c.cell, c.opted_out, c.bad_number FROM messages m JOIN contacts c ON c.n = m.n
       WHERE m.send_status = 'SENDING'`,
    );
    const fresh = rows.filter(({ n, id, attempts }) => this.#isNew(`SENDING ${attempts} ${queue.key}.${n}/${id}`));
    if (fresh.length === 0) return;
    const [config] = queue.storage.look<{ json: string }>("SELECT json FROM config");
    // The queue's own row.
    const { paused, status } = JSON.parse(config?.json ?? "{}") as Partial<Config>;
    const { nowMs, hours, zoneOf } = this.#known;
    for (const { n, id, kind, cell, opted_out: optedOut, bad_number: bad } of fresh) {
      const isConfirmation = kind === "confirmation";
      const zone = zoneOf(cell);
      const why = [
        paused === true || status === "ARCHIVED" || status === "DRAFT" ? "the campaign is halted" : "",
        (optedOut === 1) !== isConfirmation ? "the contact has opted out" : "",
        bad === null ? "" : "the number is bad",
        zone === undefined || isWithinHours(hours, zone, nowMs()) ? "" : "it is outside hours",
      ].filter((each) => each !== "");
      for (const each of why) this.found.push(`marked SENDING though ${each}: ${queue.key}.${n}/${id}`);
    }
  }
}
