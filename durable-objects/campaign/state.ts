/** A campaign's own state: status, snapshot, queues, texters. The moves between states: domain/campaigns/campaign-states.ts. */
import { queueKey } from "../../domain/ids.ts";
import type { CampaignNumbers, ImportProgress } from "../../domain/campaigns/campaign.ts";
import { lostOf } from "../../domain/sending/carrier-resources.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type { CampaignConfig, TeamCounts } from "../rpc/campaign.ts";

export type CampaignInfo = CampaignConfig & {
  joinToken: string;
  customFields: string[];
  /** Number of the draft that became the present snapshot of the script; absent: the campaign started before it was kept. */
  scriptRevision?: number;
  /** Of due date and policy; absent: from before they had one. */
  settingsVersion?: number;
  /** Services and accounts that the organization does not hold any more. */
  lostResources?: string[];
  /** It texts from numbers of its own: the Messaging Services of each queue, once they are set up. */
  ownNumbers?: { isReady: boolean; services: Record<string, string[]> };
  /** A draft that is being deleted or was deleted; it cannot be found any more. */
  discarded?: boolean;
};

export type QueueRow = {
  n: number;
  epoch: number;
  numbers: string;
  numbers_version: number;
  teams: string;
  cleared: number;
};

export const NO_NUMBERS: CampaignNumbers = {
  contacts: 0,
  left: 0,
  assigned: 0,
  needsResponse: 0,
  queued: 0,
  sent: 0,
  delivered: 0,
  errors: 0,
  undecided: 0,
  notAttempted: 0,
  replies: 0,
  optOuts: 0,
  texted: 0,
  textedOptOuts: 0,
};

export class CampaignState {
  readonly sql: Sql;
  readonly campaignId: string;
  #info: CampaignInfo | null;

  constructor(sql: Sql, campaignId: string) {
    this.sql = sql;
    this.campaignId = campaignId;
    const json = sql.scalar<string>("SELECT json FROM info WHERE id = 1");
    // Written by `save`.
    this.#info = json === null ? null : (JSON.parse(json) as CampaignInfo);
  }

  /** null for a campaign that was never created, or belongs to another organization. */
  of(orgId: string): CampaignInfo | null {
    return this.#info?.orgId === orgId && this.#info.discarded !== true ? this.#info : null;
  }

  /** Also a discarded one, whose deletion may have been interrupted. */
  evenDiscarded(orgId: string): CampaignInfo | null {
    return this.#info?.orgId === orgId ? this.#info : null;
  }

  get info(): CampaignInfo | null {
    return this.#info;
  }

  save(info: CampaignInfo): void {
    this.#info = info;
    this.sql.run(
      "INSERT INTO info (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
      JSON.stringify(info),
    );
  }

  /**
   * The configuration for queues and desks: the snapshot without the campaign's own fields. Without what it texts by, and
   * until its numbers are set up, a campaign is paused for them in every state, so that replies and confirmations wait as well.
   */
  config(): CampaignConfig {
    if (!this.#info) throw new Error(`The campaign ${this.campaignId} was never created.`);
    const {
      joinToken: _token,
      customFields: _fields,
      discarded: _discarded,
      scriptRevision: _revision,
      settingsVersion: _settings,
      lostResources,
      ownNumbers,
      ...config
    } = this.#info;
    const isSettingUp = ownNumbers !== undefined && !ownNumbers.isReady;
    return lostOf(config, lostResources) === null && !isSettingUp ? config : { ...config, paused: true };
  }

  /**
   * The configuration of one queue: with its own Messaging Services, where the campaign has some. A queue that came after the
   * start has none and shares those of another.
   */
  configOf(queueNo: number): CampaignConfig {
    const config = this.config();
    const services = this.#info?.ownNumbers?.services ?? {};
    const others = Object.keys(services);
    const sids = services[queueNo] ?? services[others[queueNo % others.length] ?? ""] ?? [];
    const [first] = sids;
    return first === undefined ? config : { ...config, messagingServiceSid: first, messagingServiceSids: sids };
  }

  queues(): QueueRow[] {
    return this.sql.all<QueueRow>("SELECT * FROM queues ORDER BY n");
  }

  hasQueue(queueNo: number): boolean {
    return this.sql.scalar("SELECT 1 FROM queues WHERE n = ?", queueNo) !== null;
  }

  addQueues(count: number): number {
    const first = (this.sql.scalar<number>("SELECT MAX(n) FROM queues") ?? 0) + 1;
    for (let n = first; n < first + count; n += 1) {
      this.sql.run(
        "INSERT INTO queues (n, epoch, numbers, numbers_version, cleared) VALUES (?, 0, ?, 0, 0)",
        n,
        JSON.stringify(NO_NUMBERS),
      );
    }
    return first;
  }

  key(queueNo: number): string {
    return queueKey(this.campaignId, queueNo);
  }

  /** Absolute counters of a queue; a stale one is dropped. @param teams absent: as they were */
  saveNumbers(queueNo: number, version: number, numbers: CampaignNumbers, teams?: TeamCounts): boolean {
    const row = this.sql.one<QueueRow>("SELECT * FROM queues WHERE n = ?", queueNo);
    if (!row || row.cleared === 1 || row.numbers_version >= version) return false;
    this.sql.run(
      "UPDATE queues SET numbers = ?, numbers_version = ?, teams = COALESCE(?, teams) WHERE n = ?",
      JSON.stringify(numbers),
      version,
      teams ? JSON.stringify(teams) : null,
      queueNo,
    );
    return true;
  }

  numbers(): CampaignNumbers {
    const total = { ...NO_NUMBERS };
    for (const row of this.queues()) {
      const numbers = numbersOfQueue(row);
      // The keys of both are those of CampaignNumbers.
      for (const name of Object.keys(total) as (keyof CampaignNumbers)[]) total[name] += numbers[name];
    }
    return total;
  }

  /** Queues whose numbers are from a version that counted less than this one. */
  queuesWithOlderNumbers(): number[] {
    const names = Object.keys(NO_NUMBERS);
    const rows = this.sql.all<Pick<QueueRow, "n" | "numbers">>("SELECT n, numbers FROM queues WHERE cleared = 0");
    // Written by `addQueues` and `saveNumbers`.
    const isOlder = (json: string) => names.some((name) => !Object.hasOwn(JSON.parse(json) as object, name));
    return rows.filter((row) => isOlder(row.numbers)).map((row) => row.n);
  }

  /** How many conversations wait for each team, over all queues. */
  waitingForTeams(): TeamCounts {
    const total: TeamCounts = {};
    const rows = this.sql.all<Pick<QueueRow, "teams">>("SELECT teams FROM queues WHERE cleared = 0 AND teams <> '{}'");
    for (const { teams } of rows) {
      // Written by `saveNumbers`.
      for (const [team, count] of Object.entries(JSON.parse(teams) as TeamCounts))
        total[team] = (total[team] ?? 0) + count;
    }
    return total;
  }

  texterCount(): number {
    return this.sql.scalar<number>("SELECT COUNT(*) FROM texters") ?? 0;
  }

  hasTexter(personId: string): boolean {
    return this.sql.scalar("SELECT 1 FROM texters WHERE person_id = ?", personId) !== null;
  }

  addTexter(personId: string, at: number, epoch: number): void {
    this.sql.run(
      "INSERT INTO texters (person_id, joined_at, epoch) VALUES (?, ?, ?) ON CONFLICT (person_id) DO NOTHING",
      personId,
      at,
      epoch,
    );
  }

  lastImport(): ImportProgress | null {
    const json = this.sql.scalar<string>("SELECT progress FROM imports ORDER BY at DESC LIMIT 1");
    return json === null ? null : (JSON.parse(json) as ImportProgress);
  }
}

export function numbersOfQueue(row: QueueRow): CampaignNumbers {
  // Written by `addQueues` and `saveNumbers`; an earlier version counted less.
  return { ...NO_NUMBERS, ...(JSON.parse(row.numbers) as Partial<CampaignNumbers>) };
}
