/**
 * Looked at after each step in which an inventory or a campaign has written: a number has one owner, and an assigned one goes to nobody
 * else before it was given back; of started campaigns only one has it.
 */
import type { WorldObject } from "../../platform/places.ts";

type NumberRow = { number: string; state: string; reservation_id: string | null; use_key: string | null };
type ReservationRow = { id: string; state: string; numbers: string };
type OwnRow = { number: string; queue_no: number; state: string };

/** A campaign texts from its numbers in these. */
const TEXTED_FROM = new Set(["assigned", "moved"]);

export class NumberOwners {
  readonly found: string[] = [];
  readonly #wrote = new Set<WorldObject>();
  /** By number: what the inventory has assigned it to. */
  readonly #uses = new Map<string, string>();
  /** By number: the queue of a campaign that texts from it. */
  readonly #queues = new Map<string, string>();

  wrote(object: WorldObject): void {
    if (object.className === "NumberInventory" || object.className === "Campaign") this.#wrote.add(object);
  }

  /** Of installations that were made before: as they are. */
  begin(objects: Iterable<WorldObject>): void {
    for (const object of objects) this.wrote(object);
    this.look();
  }

  look(): void {
    for (const object of this.#wrote) {
      // What a death takes back was nobody's.
      if (object.isDirty) continue;
      this.#wrote.delete(object);
      if (object.className === "Campaign") this.#lookAtCampaign(object);
      else this.#lookAtInventory(object);
    }
  }

  /** A text of a user's line goes to the carrier. */
  calledFrom(number: string, message: string): void {
    const use = this.#uses.get(number);
    if (use === undefined || !use.startsWith("user:"))
      this.found.push(`texted from a number that is nobody's: ${message} from ${number}, used by ${use ?? "nobody"}`);
  }

  #lookAtInventory(inventory: WorldObject): void {
    const { storage, key } = inventory;
    if (!storage.has("numbers")) return;
    const rows = storage.look<NumberRow>("SELECT number, state, reservation_id, use_key FROM numbers");
    const open = storage.look<ReservationRow>("SELECT id, state, numbers FROM reservations WHERE state = 'open'");
    const holders = new Map(open.map((row) => [row.id, new Set(JSON.parse(row.numbers) as string[])]));
    const counted: Record<string, number> = {};
    for (const { number, state, reservation_id: reservation, use_key: use } of rows) {
      counted[state] = (counted[state] ?? 0) + 1;
      if ((state === "RESERVED") !== (reservation !== null) || (state === "ASSIGNED") !== (use !== null))
        this.found.push(`two owners: ${number} is ${state}, reserved by ${reservation}, used by ${use}`);
      if (reservation !== null && !holders.get(reservation)?.has(number))
        this.found.push(`held by nobody: ${number} of ${key} is reserved by ${reservation}, which is over`);
      const before = this.#uses.get(number);
      if (before !== undefined && use !== null && before !== use)
        this.found.push(`two owners: ${number} was ${before}'s and is ${use}'s`);
      if (use === null) this.#uses.delete(number);
      else this.#uses.set(number, use);
    }
    for (const { state, n } of storage.look<{ state: string; n: number }>("SELECT state, n FROM counts"))
      if (n !== (counted[state] ?? 0))
        this.found.push(`counts: ${key} says ${n} ${state}, and has ${counted[state] ?? 0}`);
  }

  #lookAtCampaign(campaign: WorldObject): void {
    if (!campaign.storage.has("own_numbers")) return;
    const rows = campaign.storage.look<OwnRow>("SELECT number, queue_no, state FROM own_numbers");
    for (const { number, queue_no: queueNo, state } of rows) {
      const queue = `${campaign.key}.${queueNo}`;
      const before = this.#queues.get(number);
      if (!TEXTED_FROM.has(state)) {
        if (before === queue) this.#queues.delete(number);
        continue;
      }
      if (before !== undefined && before !== queue)
        this.found.push(`two campaigns: ${number} is ${before}'s and ${queue}'s`);
      this.#queues.set(number, queue);
    }
  }
}
