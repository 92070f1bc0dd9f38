/**
 * A seed's load: an organization with its admins, texters and contacts, what they do until they stop, and the books that are
 * compared afterwards. It runs outside of the installation and knows it only by its addresses.
 */
import { drawsOf, STREAMS } from "../scheduler/draws.ts";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import { CrashTexter } from "../../crash/texter.ts";
import type { Accepted, OptedOut } from "../../crash/texter.ts";
import type { Suspension } from "../../crash/role-changes.ts";
import type { Feature } from "../plan/features.ts";
import type { Plan } from "../plan/plan.ts";
import { authorThings, changeStates, editScripts, give, importMore, reassignNow, suspendAndLift } from "./admins.ts";
import type { Halt, WorldLoad } from "./load.ts";
import { makeWorldCampaign, PERSON_PASSWORD, resumeCampaign, savedCampaign } from "./campaign.ts";
import type { MadeCampaign, SavedCampaign } from "./campaign.ts";
import { archiveFiles, archiveForGood } from "./archiving.ts";
import type { ArchiveFiles } from "./archiving.ts";
import { decideOpenTexts } from "./decide.ts";
import { comeBack, leaveByWords, writeOften } from "./contacts.ts";
import { comeWithOldApps } from "./old-apps.ts";
import { watchBySocket } from "./sockets.ts";
import { clickAgain, giveBack, sendFromOldScreens } from "./texters.ts";
import { sleep } from "./sleep.ts";
import { NumbersPlay } from "./numbers/numbers-play.ts";

export type PlayOptions = { plan: Plan; origin: string; carrierOrigin: string; setupToken: string };

export type WorldBooks = {
  accepted: Accepted[];
  acceptedBy: Map<string, readonly Accepted[]>;
  /** Conversations on all desks. */
  desks: DeskItem[];
  /** Everything on each texter's desk. */
  desksOf: Map<string, readonly DeskItem[]>;
  dropped: Set<string>;
};

const MOST_ON_THEIR_WAY = 12;
/** Texts at once of a texter who taps through the list. */
const BURST = 20;
/** Pauses of texters who have nothing to do. */
const IDLE_MS = 500;
const SMALL_IDLE_MS = 1_500;

export class WorldPlay implements WorldLoad {
  readonly plan: Plan;
  readonly origin: string;
  readonly carrierOrigin: string;
  readonly setupToken: string;
  readonly random: () => number;
  readonly optedOut: OptedOut[] = [];
  readonly suspensions: Suspension[] = [];
  readonly halts: Halt[] = [];
  readonly texters: CrashTexter[] = [];
  readonly emails: string[] = [];
  readonly dropped = new Set<string>();
  readonly cameBack = new Set<string>();
  readonly appFaults: string[] = [];
  made: MadeCampaign | null = null;
  /** Of a play with numbers. */
  numbers: NumbersPlay | null = null;
  #untilMs = Infinity;

  constructor({ plan, origin, carrierOrigin, setupToken }: PlayOptions) {
    this.plan = plan;
    this.origin = origin;
    this.carrierOrigin = carrierOrigin;
    this.setupToken = setupToken;
    this.random = drawsOf(plan.seed, STREAMS.people);
  }

  has(feature: Feature): boolean {
    return this.plan.features.includes(feature);
  }

  readonly stopped = (): boolean => Date.now() >= this.#untilMs;

  pick<T>(list: readonly T[]): T {
    const picked = list[Math.floor(this.random() * list.length)];
    if (picked === undefined) throw new Error("There is nothing to pick from.");
    return picked;
  }

  /** Between two acts of a person, up to so long. */
  pause(ms: number): Promise<void> {
    return sleep(ms * this.plan.pace);
  }

  /** A text to it may still be queued, or on its way. */
  lastTexted(): string | undefined {
    const last = this.pick(this.texters).accepted.slice(-MOST_ON_THEIR_WAY);
    return last[Math.floor(this.random() * last.length)]?.cell;
  }

  async control(what: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.carrierOrigin}/control/${what}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`the emulator refused ${what}: ${await response.text()}`);
  }

  /** Whether a change of state is in force in every queue. */
  isEverywhere(answer: unknown): boolean {
    const { ok, spread } = (answer ?? {}) as { ok?: boolean; spread?: { queues: number; reached: number } };
    return ok === true && spread !== undefined && spread.queues === spread.reached;
  }

  get campaign(): MadeCampaign {
    if (!this.made) throw new Error("There is no campaign yet.");
    return this.made;
  }

  /** Made in fair weather. */
  async prepare(): Promise<void> {
    this.made = await makeWorldCampaign(this);
    if (this.made.numbers) this.numbers = new NumbersPlay(this, this.made.numbers);
    const { joinToken } = this.campaign;
    for (let index = 0; index < this.plan.texters; index += 1) {
      const email = `t${index}@world.example`;
      const texter = new CrashTexter(this.origin);
      const person = { email, password: PERSON_PASSWORD, firstName: "T", lastName: `${index}` };
      const joined = await texter.come(person, joinToken);
      if (!joined.ok) throw new Error(`joining: ${joined.message}`);
      this.texters.push(texter);
      this.emails.push(email);
    }
  }

  /** What another play needs to go on with what this one has prepared. */
  saved(): string {
    const texters = this.texters.map((texter, index) => ({ email: this.emails[index], cookies: texter.cookies() }));
    return JSON.stringify({ campaign: savedCampaign(this.campaign), texters });
  }

  /** Instead of `prepare`; texters beyond those of the plan do nothing. */
  async resume(saved: string): Promise<void> {
    // Written above.
    const { campaign, texters } = JSON.parse(saved) as {
      campaign: SavedCampaign;
      texters: { email: string; cookies: string }[];
    };
    this.made = await resumeCampaign(this, campaign);
    if (this.made.numbers) this.numbers = new NumbersPlay(this, this.made.numbers);
    for (const { email, cookies } of texters.slice(0, this.plan.texters)) {
      this.texters.push(new CrashTexter(this.origin, cookies));
      this.emails.push(email);
    }
  }

  /** Until everybody has stopped. */
  async load(): Promise<void> {
    this.#untilMs = Date.now() + this.plan.loadMs;
    const { campaign, stopped, random } = this;
    const { campaignId } = campaign;
    const paceMs = (this.plan.loadMs * 0.5 * this.texters.length) / this.plan.contacts;
    const optOutShare = this.has("texter-opt-outs") ? 0.1 : 0;
    const atOnce = this.has("bursts") ? BURST : this.pick([1, 3]);
    const composeMs = () => this.plan.composeMs * random();
    const givesUp = () => this.has("giving-up") && random() < 0.5;
    const idleMs = this.plan.size === "small" ? SMALL_IDLE_MS : IDLE_MS;
    const work = { campaignId, stopped, paceMs, atOnce, optOutShare, random, composeMs, givesUp, idleMs };
    const doing: Promise<unknown>[] = this.texters.map((texter) => texter.work(work));
    const also = (feature: Feature, run: () => Promise<unknown>) => this.has(feature) && doing.push(run());
    if (this.has("leavers") || this.has("admin-opt-outs")) doing.push(leaveByWords(this, campaign));
    if (this.has("pauses") || this.has("closings")) doing.push(changeStates(this, campaign));
    also("chatty", () => writeOften(this));
    also("returners", () => comeBack(this));
    also("old-screens", () => sendFromOldScreens(this, campaignId));
    also("old-apps", () => comeWithOldApps(this));
    also("suspensions", () => suspendAndLift(this, campaign, this.emails));
    also("authoring", () => authorThings(this, campaign));
    also("script-edits", () => editScripts(this, campaign));
    also("second-import", () => importMore(this, campaign));
    also("reassignment", () => reassignNow(this, campaign));
    also("giving-back", () => giveBack(this, campaignId));
    also("double-clicks", () => clickAgain(this, campaignId));
    also("sockets", () => watchBySocket(this));
    if (this.numbers) doing.push(...this.numbers.load(campaign));
    await Promise.all(doing);
  }

  /** After the load: nobody stays suspended, so that everybody's desk can be read. */
  async restore(): Promise<void> {
    if (!this.has("suspensions")) return;
    const { admin } = this.campaign;
    for (const email of this.emails) await give(this, admin, email, "TEXTER");
  }

  /** @returns how many texts were decided */
  decide(): Promise<number> {
    return decideOpenTexts(this.campaign, this.dropped);
  }

  /** @returns what keeps the campaign from being archived, or null */
  archive(): Promise<string | null> {
    return archiveForGood(this, this.campaign);
  }

  archiveFiles(): Promise<ArchiveFiles> {
    return archiveFiles(this, this.campaign);
  }

  async books(): Promise<WorldBooks> {
    const desksOf = new Map<string, readonly DeskItem[]>();
    for (const [index, texter] of this.texters.entries()) {
      const everything = await texter.everything();
      const conversations = await texter.desk(this.campaign.campaignId);
      const shown = everything.filter(({ status }) => status !== "needsMessage").length;
      if (shown !== conversations.length)
        this.appFaults.push(`desk: ${shown} conversations on it, ${conversations.length} in its lists`);
      desksOf.set(this.emails[index] ?? "", everything);
    }
    await sleep(1);
    return {
      accepted: this.texters.flatMap(({ accepted }) => accepted),
      acceptedBy: new Map(this.emails.map((email, index) => [email, this.texters[index]?.accepted ?? []])),
      desks: [...desksOf.values()].flat().filter(({ status }) => status !== "needsMessage"),
      desksOf,
      dropped: this.dropped,
    };
  }
}

export function makePlay(options: PlayOptions): WorldPlay {
  return new WorldPlay(options);
}
