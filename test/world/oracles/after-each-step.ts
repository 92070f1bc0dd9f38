/** Looked at after each step in which a queue has written: a text that was accepted has the texter who holds its contact. */
import type { WorldObject } from "../platform/places.ts";

type Queued = { n: number; id: string; texter: string | null; holder: string | null };

export class AfterEachStep {
  readonly found: string[] = [];
  readonly #wrote = new Set<WorldObject>();
  readonly #seen = new Set<string>();

  wrote(object: WorldObject): void {
    if (object.className === "CampaignQueue") this.#wrote.add(object);
  }

  look(): void {
    for (const queue of this.#wrote) this.#lookAt(queue);
    this.#wrote.clear();
  }

  #lookAt(queue: WorldObject): void {
    if (!queue.storage.has("messages")) return;
    const rows = queue.storage.look<Queued>(
      `SELECT m.n, m.id, m.texter, c.texter AS holder FROM messages m JOIN contacts c ON c.n = m.n
       WHERE m.send_status = 'QUEUED' AND m.texter IS NOT NULL`,
    );
    for (const { n, id, texter, holder } of rows) {
      const text = `${queue.key}.${n}/${id}`;
      if (this.#seen.has(text)) continue;
      this.#seen.add(text);
      if (texter !== holder)
        this.found.push(`not theirs: ${text} was accepted of ${texter}, the contact is ${holder}'s`);
    }
  }
}
