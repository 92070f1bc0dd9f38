/** The part of a play that numbers and the phone service are fought for in: who takes part, and what they were told. */
import type { MadeCampaign } from "../campaign.ts";
import type { WorldLoad } from "../load.ts";
import { buyNowAndThen, giveNumbersBack, reconcileAtLast, reconcileNow } from "./buyers.ts";
import { fightForNumbers, settleDrafts } from "./drafts.ts";
import { answerInCircles, sendBatches, sendTexts, writeToLines } from "./lines.ts";
import { NumbersRecords } from "./numbers-records.ts";
import type { NumbersMade } from "./office.ts";
import { callUntilAnswered, changeTokens, takeNumbers, useOldTokens } from "./programs.ts";

export type Tracking = { trackingId: string; status: number; body: Record<string, unknown> };

export class NumbersPlay {
  readonly made: NumbersMade;
  readonly records: NumbersRecords;
  readonly #play: WorldLoad;

  constructor(play: WorldLoad, made: NumbersMade) {
    this.#play = play;
    this.made = made;
    this.records = new NumbersRecords(made);
  }

  /** Everything that is done at once. */
  load(campaign: MadeCampaign): Promise<unknown>[] {
    const play = this.#play;
    const { records, made } = this;
    const doing: Promise<unknown>[] = [];
    if (play.has("drafts")) doing.push(...made.drafts.map((draft) => fightForNumbers(play, campaign, draft)));
    if (play.has("phonebook")) doing.push(takeNumbers(play, records, "p"), takeNumbers(play, records, "q"));
    if (play.has("buying")) doing.push(buyNowAndThen(play, campaign));
    if (play.has("giving-numbers-back")) doing.push(giveNumbersBack(play, campaign));
    if (play.has("reconciling")) doing.push(reconcileNow(play, campaign));
    if (play.has("sends")) doing.push(sendTexts(play, records));
    if (play.has("batches")) doing.push(sendBatches(play, records));
    if (play.has("line-texts")) doing.push(writeToLines(play, records));
    if (play.has("loops")) doing.push(answerInCircles(play, records));
    if (play.has("tokens")) doing.push(changeTokens(play, records, campaign), useOldTokens(play, records));
    return doing;
  }

  /** After the load, in fair weather. @returns what cannot be settled */
  settle(campaign: MadeCampaign): Promise<string[]> {
    return settleDrafts(campaign, this.made.drafts);
  }

  compareWithCarrier(campaign: MadeCampaign): Promise<void> {
    return reconcileAtLast(campaign);
  }

  async trackings(): Promise<Tracking[]> {
    const found: Tracking[] = [];
    for (const { trackingId } of this.records.batches) {
      const path = `/sms/tracking/${trackingId}`;
      const answer = await callUntilAnswered(this.#play, this.records, { method: "GET", path });
      found.push({ trackingId, status: answer?.status ?? 0, body: answer?.body ?? {} });
    }
    return found;
  }
}
