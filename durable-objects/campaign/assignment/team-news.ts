/**
 * Members of a team learn on their desks how many conversations wait for it here (docs/rules.md#scripts-actions). Numbers are
 * absolute, and what each desk was told is stored: a repetition notifies only those who were not reached.
 */
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { TexterInboxRpc } from "../../rpc/texter-inbox.ts";
import type { CampaignState } from "../state.ts";

/** Hand-offs that come together are one notice. */
const AFTER_MS = 300;

export type TeamNewsDeps = {
  state: CampaignState;
  /** Of the organization, by team. */
  membersOf: (orgId: string, teamIds: string[]) => Promise<Record<string, string[]>>;
  inbox: (orgId: string, personId: string) => Remote<TexterInboxRpc>;
  now: () => number;
  /** `run` is to be called then, at the latest. */
  wakeAt: (atMs: number) => void;
};

export class TeamNews {
  readonly #deps: TeamNewsDeps;
  /** What the desks were told last; null after a restart. */
  #told: string | null = null;

  constructor(deps: TeamNewsDeps) {
    this.#deps = deps;
  }

  /** A queue has reported. Cheap where no conversation was ever given to a team. */
  plan(): void {
    const { state, now, wakeAt } = this.#deps;
    const waiting = JSON.stringify(state.waitingForTeams());
    if (waiting === this.#told) return;
    if (waiting === "{}" && this.#knowing().size === 0) this.#told = waiting;
    else wakeAt(now() + AFTER_MS);
  }

  /** Somebody has joined the campaign, who may be of a team that conversations wait for. */
  joined(): void {
    this.teamsChanged();
  }

  /** Teams or their members are others. */
  teamsChanged(): void {
    this.#told = null;
    this.plan();
  }

  /** Throws when some desks could not be reached; repeating it notifies those. */
  async run(): Promise<void> {
    const { state, membersOf, inbox } = this.#deps;
    const { info, campaignId } = state;
    if (!info) return;
    const waiting = state.waitingForTeams();
    const teamIds = Object.keys(waiting);
    const members = teamIds.length === 0 ? {} : await membersOf(info.orgId, teamIds);
    const told = this.#knowing();
    // Those who left their team, or whose team waits for nobody now.
    const wanted = new Map(Array.from(told.keys(), (personId) => [personId, 0]));
    for (const [teamId, personIds] of Object.entries(members)) {
      for (const personId of personIds.filter((each) => state.hasTexter(each)))
        wanted.set(personId, (wanted.get(personId) ?? 0) + (waiting[teamId] ?? 0));
    }
    const news = [...wanted].filter(([personId, count]) => count !== (told.get(personId) ?? 0));
    await allInWaves(news, async ([personId, count]) => {
      await callObject(
        () => inbox(info.orgId, personId),
        (stub) => stub.teamWaits({ campaignId, waiting: count }),
      );
      this.#remember(personId, count);
    });
    this.#told = JSON.stringify(waiting);
    // A report may have come meanwhile.
    this.plan();
  }

  #knowing(): Map<string, number> {
    const rows = this.#deps.state.sql.all<{ person_id: string; waiting: number }>("SELECT * FROM team_news");
    return new Map(rows.map((row) => [row.person_id, row.waiting]));
  }

  #remember(personId: string, waiting: number): void {
    const { sql } = this.#deps.state;
    if (waiting === 0) sql.run("DELETE FROM team_news WHERE person_id = ?", personId);
    else
      sql.run(
        "INSERT INTO team_news (person_id, waiting) VALUES (?, ?) ON CONFLICT (person_id) DO UPDATE SET waiting = excluded.waiting",
        personId,
        waiting,
      );
  }
}
