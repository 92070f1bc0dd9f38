/**
 * A texter's desk: versioned copies of the contacts that the queues own. It lives in memory and is written behind;
 * `clean` in the table shows a restart whether the tables are complete or the queues have to be read again.
 */
import { queueKeyOf } from "../../../domain/ids.ts";
import type { DeskCounts, DeskItem, TextState, ToSendByZones } from "../../../domain/texter-app/texter.ts";
import { ClientIds } from "./client-ids.ts";
import { Counts } from "./counts.ts";
import { Departed } from "./departed.ts";
import { DeskLeases } from "./desk-leases.ts";
import { StateVersions, withState } from "./state-versions.ts";
import { jsonBatches } from "../../kit/storage/batches.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";

const SEQ_BLOCK = 100_000;

type Entry = { item: DeskItem; seq: number; dirty: boolean };

export class Desk {
  readonly leases: DeskLeases;
  readonly clientIds: ClientIds;
  readonly #sql: Sql;
  readonly #items = new Map<string, Entry>();
  readonly #gone: Departed;
  readonly #states = new StateVersions();
  readonly #campaigns = new Map<string, { config: CampaignConfig; seq: number }>();
  readonly #counts = new Counts();
  #seq: number;
  #ceiling: number;
  #clean: boolean;
  #complete: boolean;
  #dirty = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.leases = new DeskLeases(sql);
    this.clientIds = new ClientIds(sql);
    this.#gone = new Departed(sql);
    const row = sql.one<{ seq_ceiling: number; clean: number }>("SELECT seq_ceiling, clean FROM desk WHERE id = 1");
    this.#ceiling = row?.seq_ceiling ?? 0;
    // Numbers between the last one used and the ceiling may have been given out before a crash.
    this.#seq = this.#ceiling;
    this.#clean = row?.clean !== 0;
    this.#complete = this.#clean;
    for (const each of sql.all<{ contact_id: string; seq: number; handed_out: number; json: string }>(
      "SELECT contact_id, seq, handed_out, json FROM items WHERE json IS NOT NULL",
    )) {
      // Written by `flush`.
      const item = { ...(JSON.parse(each.json) as DeskItem), handedOut: each.handed_out === 1 };
      this.#items.set(each.contact_id, { item, seq: each.seq, dirty: false });
      this.#counts.add(item);
    }
    for (const each of sql.all<{ campaign_id: string; seq: number; json: string }>("SELECT * FROM campaigns")) {
      this.#campaigns.set(each.campaign_id, { config: JSON.parse(each.json) as CampaignConfig, seq: each.seq });
    }
  }

  /** False after a crash until the queues were read, because memory is lost. */
  get isComplete(): boolean {
    return this.#complete;
  }

  /** Every queue was read: the desk is complete again. */
  isReadAnew(): void {
    this.#complete = true;
    this.flush();
    this.clientIds.learnFromItems();
  }

  /** The queues have more than the desk could take: it counts as incomplete until they are read. */
  mustBeReadAnew(): void {
    this.#complete = false;
    if (this.#clean) this.#markClean(false);
  }

  get seq(): number {
    return this.#seq;
  }

  get hasUnwritten(): boolean {
    return this.#dirty > 0 || this.clientIds.hasUnwritten;
  }

  item(contactId: string): DeskItem | null {
    return this.#items.get(contactId)?.item ?? null;
  }

  /** Whether the contact was on this desk and has left it, as far as the desk remembers. */
  wasHere(contactId: string): boolean {
    return this.#gone.has(contactId);
  }

  campaign(campaignId: string): CampaignConfig | null {
    return this.#campaigns.get(campaignId)?.config ?? null;
  }

  campaigns(): CampaignConfig[] {
    return Array.from(this.#campaigns.values(), (entry) => entry.config);
  }

  /** Items of a campaign, in the order in which they arrived. */
  *itemsOf(campaignId: string): Generator<DeskItem> {
    for (const { item } of this.#items.values()) if (item.campaignId === campaignId) yield item;
  }

  counts(campaignId: string): DeskCounts {
    return this.#counts.of(campaignId);
  }

  toSendByZones(campaignId: string): ToSendByZones {
    return this.#counts.toSendByZones(campaignId);
  }

  /** A campaign joined or changed; written at once, because it is rare and says which queues to ask. */
  putCampaign(config: CampaignConfig): boolean {
    const known = this.#campaigns.get(config.campaignId);
    if (known && known.config.epoch >= config.epoch) return false;
    const seq = this.#nextSeq();
    this.#campaigns.set(config.campaignId, { config, seq });
    this.#sql.run(
      "INSERT INTO campaigns (campaign_id, seq, json) VALUES (?, ?, ?) ON CONFLICT (campaign_id) DO UPDATE SET seq = excluded.seq, json = excluded.json",
      config.campaignId,
      seq,
      JSON.stringify(config),
    );
    return true;
  }

  /** Something beside its configuration is new: apps that are away learn of it, too. null: not on this desk. */
  campaignIsNew(campaignId: string): CampaignConfig | null {
    const known = this.#campaigns.get(campaignId);
    if (!known) return null;
    known.seq = this.#nextSeq();
    this.#sql.run("UPDATE campaigns SET seq = ? WHERE campaign_id = ?", known.seq, campaignId);
    return known.config;
  }

  /**
   * Takes a newer copy; null when it was stale. `reread`: the copy comes from reading the whole queue, so an equal version
   * is taken too, because the progress of texts does not raise it.
   */
  put(copy: DeskItem, reread = false): DeskItem | null {
    const known = this.#items.get(copy.contactId);
    if (known && (reread ? copy.version < known.item.version : copy.version <= known.item.version)) return null;
    // An answer or update that was under way when the contact left must not restore it.
    if (copy.version <= this.#gone.versionOf(copy.contactId)) return null;
    if (!known && !reread && this.#gone.wasMissing(copy)) return null;
    const handedOut = copy.status === "needsMessage" && (known?.item.handedOut ?? false);
    const { asOf: _, ...shown } = copy;
    const item = { ...shown, handedOut, messages: this.#states.conversationOf(copy) };
    if (known) this.#counts.remove(known.item);
    this.#counts.add(item);
    this.#gone.remove(copy.contactId);
    this.#set(copy.contactId, item);
    return item;
  }

  /** Writes how far a text has come into its message; an update that was overtaken by a newer one changes nothing. */
  apply(state: TextState): boolean {
    const known = this.#items.get(state.contactId);
    // Also of a text that has yet to come: the answer that brings it may be older.
    if (!known || !this.#states.isNews(state)) return false;
    const { messages } = known.item;
    const index = messages.findIndex((each) => each.id === state.messageId);
    const message = messages[index];
    if (!message) return false;
    const isSame = message.sendStatus === state.sendStatus && message.errorCode === state.errorCode;
    if (isSame && message.mayGoAtMs === state.mayGoAtMs) return false;
    messages[index] = withState(message, state);
    this.#set(state.contactId, known.item);
    return true;
  }

  /** The contact left its queue's assignment at this version. False when the desk has a newer copy, or none. */
  remove(contactId: string, version: number): boolean {
    const known = this.#items.get(contactId);
    if (known && known.item.version > version) return false;
    // Also for a contact that never arrived: its answer may still be under way.
    this.#bury(contactId, Math.max(version, this.#gone.versionOf(contactId)));
    return known !== undefined;
  }

  /** The contact left; when, the queue did not say. */
  lose(contactId: string): boolean {
    const known = this.#items.get(contactId);
    return known !== undefined && this.remove(contactId, known.item.version);
  }

  #bury(contactId: string, version: number): void {
    const known = this.#items.get(contactId);
    if (known) this.#counts.remove(known.item);
    // Its conversation will not tell the ids of its texts any more.
    this.clientIds.flush();
    this.#items.delete(contactId);
    this.#states.forget(contactId);
    this.#gone.add(contactId, { seq: this.#nextSeq(), version });
    this.#touch();
  }

  /**
   * The next contacts to text: fresh ones first, and only when none is left those that were handed to a client before
   * (purgatory), flagged so. Contacts that the client still holds are left out, and contacts who may not be texted now
   * stay on the desk.
   */
  next(
    campaignId: string,
    count: number,
    have: ReadonlySet<string>,
    mayText: (item: DeskItem) => boolean = () => true,
  ): DeskItem[] {
    const fresh: DeskItem[] = [];
    const before: DeskItem[] = [];
    for (const item of this.itemsOf(campaignId)) {
      if (item.status !== "needsMessage" || item.optedOut || have.has(item.contactId) || !mayText(item)) continue;
      if (item.handedOut) before.push(item);
      else fresh.push(item);
      if (fresh.length === count) break;
    }
    if (fresh.length > 0) {
      for (const item of fresh) {
        this.#counts.remove(item);
        const handed = { ...item, handedOut: true };
        this.#counts.add(handed);
        this.#set(item.contactId, handed);
      }
      return fresh;
    }
    return before.slice(0, count);
  }

  /** What changed after `seq`, for an app that was away. */
  changesAfter(seq: number): { items: DeskItem[]; gone: string[]; campaigns: CampaignConfig[] } {
    const items: DeskItem[] = [];
    for (const entry of this.#items.values()) if (entry.seq > seq) items.push(entry.item);
    const gone = this.#gone.after(seq);
    const campaigns: CampaignConfig[] = [];
    for (const entry of this.#campaigns.values()) if (entry.seq > seq) campaigns.push(entry.config);
    return { items, gone, campaigns };
  }

  /** Replaces everything from one queue by what it says now; what came after the question was asked stays. */
  replaceQueue(
    key: string,
    items: readonly DeskItem[],
    { sinceSeq, asOf }: { sinceSeq: number; asOf?: number | undefined },
  ): { changed: DeskItem[]; gone: string[] } {
    if (asOf !== undefined) this.#gone.wasRead(key, asOf);
    const changed = items.flatMap((item) => this.put(item, true) ?? []);
    const held = new Set(items.map((item) => item.contactId));
    const gone: string[] = [];
    for (const [contactId, { item, seq }] of this.#items) {
      // Queues of older versions name no version.
      const isLater = asOf === undefined ? seq > sinceSeq : item.version > asOf;
      if (held.has(contactId) || isLater || queueKeyOf(contactId) !== key) continue;
      if (this.remove(contactId, item.version)) gone.push(contactId);
    }
    return { changed, gone };
  }

  /** Takes a campaign and all its contacts off the desk, for good; answers with the contacts. */
  forgetCampaign(campaignId: string): string[] {
    const gone = Array.from(this.itemsOf(campaignId), (item) => item.contactId);
    for (const contactId of gone) this.lose(contactId);
    this.#campaigns.delete(campaignId);
    this.#counts.forget(campaignId);
    this.leases.forgetCampaign(campaignId);
    this.#sql.run("DELETE FROM campaigns WHERE campaign_id = ?", campaignId);
    this.#touch();
    return gone;
  }

  /**
   * Forgets everything, to be read again. Sequence numbers go on, and contacts count as gone until they are read, so
   * that an app that was away learns which ones do not come back.
   */
  clear(): void {
    for (const contactId of this.#items.keys()) this.#bury(contactId, 0);
    this.#gone.forgetVersions();
    this.#campaigns.clear();
    this.#counts.clear();
    this.#sql.run("DELETE FROM campaigns");
    this.#complete = false;
    this.#touch();
  }

  /** Writes what memory knows more than the tables, as one commit. */
  flush(): void {
    this.clientIds.flush();
    if (this.#dirty === 0 && this.#clean === this.#complete) return;
    const rows: { id: string; seq: number; handed: number; json: string | null; gone: number }[] = [];
    for (const [id, entry] of this.#items) {
      if (!entry.dirty) continue;
      entry.dirty = false;
      rows.push({
        id,
        seq: entry.seq,
        handed: entry.item.handedOut ? 1 : 0,
        json: JSON.stringify(entry.item),
        gone: 0,
      });
    }
    rows.push(...this.#gone.takeUnwritten());
    // An item has its whole conversation: some hundreds of them may be more than one statement takes.
    for (const { json } of jsonBatches(rows)) {
      this.#sql.run(
        `INSERT INTO items (contact_id, seq, handed_out, json, gone_version)
         SELECT value ->> 'id', value ->> 'seq', value ->> 'handed', value ->> 'json', value ->> 'gone' FROM json_each(?) WHERE true
         ON CONFLICT (contact_id) DO UPDATE SET seq = excluded.seq, handed_out = excluded.handed_out, json = excluded.json,
           gone_version = excluded.gone_version`,
        json,
      );
    }
    this.#gone.forgetOld();
    this.#dirty = 0;
    this.#markClean(this.#complete);
  }

  #set(contactId: string, item: DeskItem): void {
    this.#items.set(contactId, { item, seq: this.#nextSeq(), dirty: true });
    this.#touch();
  }

  #touch(): void {
    this.#dirty += 1;
    if (this.#clean) this.#markClean(false);
  }

  #markClean(clean: boolean): void {
    this.#clean = clean;
    this.#writeDesk();
  }

  #nextSeq(): number {
    this.#seq += 1;
    if (this.#seq > this.#ceiling) {
      this.#ceiling = this.#seq + SEQ_BLOCK;
      this.#writeDesk();
    }
    return this.#seq;
  }

  #writeDesk(): void {
    this.#sql.run(
      "INSERT INTO desk (id, seq_ceiling, clean) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET seq_ceiling = excluded.seq_ceiling, clean = excluded.clean",
      this.#ceiling,
      this.#clean ? 1 : 0,
    );
  }
}
