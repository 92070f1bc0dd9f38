/** Reads the desk anew from the queues that own its contacts: after a crash, for a new campaign, when a queue says so. */
import { queueKey } from "../../../domain/ids.ts";
import type { DeskItem, TextState } from "../../../domain/texter-app/texter.ts";
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { Logger } from "../../kit/log/log.ts";
import { setTimer } from "../../kit/time/timer.ts";
import type { SetTimer } from "../../kit/time/timer.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";
import type { CampaignRpc } from "../../rpc/campaign.ts";
import type { Membership } from "../../rpc/texter-inbox.ts";
import { texterOf } from "../people/sessions.ts";
import type { Desk } from "./desk.ts";
import type { DeskChange } from "./desk-change.ts";

export type ReaderDeps = {
  desk: Desk;
  /** Key of the inbox, `organization.person`: an admin may give contacts to somebody who has yet to sign in. */
  key: string;
  membership: () => Membership | null;
  campaign: (campaignId: string) => Remote<CampaignRpc>;
  queue: (key: string) => Remote<CampaignQueueRpc>;
  onChange: (change: DeskChange) => void;
  onFault: Logger["fault"];
  setTimer?: SetTimer;
};

/** An answer that is only slow brings its text itself. */
const LOOK_AGAIN_AFTER_MS = 5_000;

export class DeskReader {
  readonly #deps: ReaderDeps;
  /** Reading all queues; null when the desk is complete. */
  #settling: Promise<void> | null = null;
  readonly #setTimer: SetTimer;
  /** By queue; memory is enough, because a restart that lost an update reads the queues anyway. */
  readonly #missed = new Map<string, TextState[]>();

  constructor(deps: ReaderDeps) {
    this.#deps = deps;
    this.#setTimer = deps.setTimer ?? setTimer;
  }

  /**
   * A queue says how far texts have come. One that is in no conversation of this desk was accepted by a call that had been given up:
   * its answer reached nobody, and what was asked instead was refused. So the queue is read again.
   */
  lookForMissed(key: string, states: readonly TextState[]): void {
    const missed = states.filter((state) => this.#isMissed(state));
    if (missed.length === 0) return;
    const waiting = this.#missed.get(key);
    if (waiting) waiting.push(...missed);
    else {
      this.#missed.set(key, missed);
      this.#lookAgain(key);
    }
  }

  #lookAgain(key: string): void {
    this.#setTimer(() => {
      const missed = (this.#missed.get(key) ?? []).filter((state) => this.#isMissed(state));
      this.#missed.delete(key);
      if (missed.length === 0) return;
      this.readQueues([key]).catch((error: unknown) => {
        this.#deps.onFault("missed_text_not_read", error, { queue: key });
        this.lookForMissed(key, missed);
      });
    }, LOOK_AGAIN_AFTER_MS);
  }

  #isMissed({ contactId, messageId }: TextState): boolean {
    const item = this.#deps.desk.item(contactId);
    return item !== null && !item.messages.some(({ id }) => id === messageId);
  }

  /** Resolves when the desk is complete; after a crash that takes reading the queues once. */
  async settled(): Promise<void> {
    const { desk } = this.#deps;
    if (this.#settling === null) {
      if (desk.isComplete) return;
      this.#settling = this.#readAll(desk.campaigns().map((each) => each.campaignId));
    }
    const settling = this.#settling;
    try {
      await settling;
    } finally {
      if (this.#settling === settling) this.#settling = null;
    }
  }

  /** Drops all copies and reads these campaigns. */
  async rebuild(campaignIds: readonly string[]): Promise<{ campaigns: number; contacts: number }> {
    const { desk } = this.#deps;
    const sinceSeq = desk.seq;
    desk.clear();
    this.#settling = this.#readAll(campaignIds);
    await this.settled();
    this.#deps.onChange({ gone: desk.changesAfter(sinceSeq).gone });
    const campaigns = desk.campaigns();
    let contacts = 0;
    for (const { campaignId } of campaigns) for (const _ of desk.itemsOf(campaignId)) contacts += 1;
    return { campaigns: campaigns.length, contacts };
  }

  async readCampaigns(campaignIds: readonly string[]): Promise<void> {
    const keys: string[] = [];
    for (const campaignId of campaignIds) {
      const found = await this.queuesOf(campaignId);
      if (!found.ok) continue;
      this.#deps.desk.putCampaign(found.config);
      keys.push(...found.queueKeys);
    }
    await this.readQueues(keys);
  }

  async readQueues(keys: readonly string[]): Promise<void> {
    const { desk } = this.#deps;
    const membership = this.#deps.membership();
    // Without a name there are no texts to render: all of it is read at the first sign-in.
    if (!membership) return desk.mustBeReadAnew();
    const texter = texterOf(membership);
    await allInWaves(keys, async (key) => {
      const sinceSeq = desk.seq;
      const items: DeskItem[] = [];
      let asOf: number | undefined;
      for (let after: number | null = 0; after !== null;) {
        const from: number = after;
        const page: { items: DeskItem[]; next: number | null; version?: number } = await callObject(
          () => this.#deps.queue(key),
          (queue) => queue.deskPage({ texter, after: from }),
        );
        items.push(...page.items);
        // Of the first page: what came while the others were read is newer.
        asOf ??= page.version;
        after = page.next;
      }
      const { changed, gone } = desk.replaceQueue(key, items, { sinceSeq, asOf });
      this.#deps.onChange({ items: changed, gone });
    });
  }

  /** The campaign as this texter has it, and the keys of all its queues. */
  async queuesOf(campaignId: string) {
    const [orgId = "", personId = ""] = this.#deps.key.split(".");
    const found = await callObject(
      () => this.#deps.campaign(campaignId),
      (campaign) => campaign.queuesFor({ orgId, personId }),
    );
    if (!found.ok) return found;
    const { config, queueNos } = found;
    return { ok: true as const, config, queueKeys: queueNos.map((queueNo) => queueKey(campaignId, queueNo)) };
  }

  async #readAll(campaignIds: readonly string[]): Promise<void> {
    await this.readCampaigns(campaignIds);
    if (this.#deps.membership()) this.#deps.desk.isReadAnew();
  }
}
