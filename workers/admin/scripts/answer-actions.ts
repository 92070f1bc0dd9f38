/** Labels and teams that a script's answers name: they have to be the organization's (docs/rules.md#scripts-actions). */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "../../../db/client.ts";
import { teams } from "../../../db/schema/people.ts";
import { labels } from "../../../db/schema/scripts.ts";
import type { StartProblem } from "../../../domain/campaigns/campaign.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { lostActions } from "../../../domain/scripts/answer-action.ts";
import type { LostAction } from "../../../domain/scripts/answer-action.ts";
import type { NamedTeam } from "../../../domain/scripts/script-editing.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";

/**
 * Why a script cannot be saved; null when it can. Labels of canned responses are looked at as well. A label or team that was deleted since may stay in a script that has
 * it, so that an old choice does not hold up another change.
 */
export async function actionsRefusal(
  db: Database,
  orgId: string,
  script: Script | null | undefined,
  present: Script | null = null,
): Promise<Refusal<"no_such_label" | "no_such_team"> | null> {
  if (!script) return null;
  const had = new Set([...idsIn(present), ...labelsOfResponses(present).map(({ id }) => id)]);
  const lost = (await lostIn(db, orgId, script)).find(({ id }) => !had.has(id));
  if (lost) return refuse(`no_such_${lost.what}`, messageOf(lost));
  const ofResponses = labelsOfResponses(script).filter(({ id }) => !had.has(id));
  const own = await labelsAmong(
    db,
    orgId,
    ofResponses.map(({ id }) => id),
  );
  const strange = ofResponses.find(({ id }) => !own.has(id));
  if (!strange) return null;
  const message = `The canned response “${strange.title.trim()}” brings a label that your organization does not have: take it off, or choose another one.`;
  return refuse("no_such_label", message);
}

function labelsOfResponses(script: Script | null): { id: string; title: string }[] {
  return script?.responses?.flatMap(({ title, labels: ids = [] }) => ids.map((id) => ({ id, title }))) ?? [];
}

async function labelsAmong(db: Database, orgId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .select({ id: labels.id })
    .from(labels)
    .where(and(eq(labels.orgId, orgId), inArray(labels.id, [...ids])));
  return new Set(rows.map(({ id }) => id));
}

/** What keeps a script from texters: an answer whose label or team was deleted. */
export async function actionProblems(db: Database, orgId: string, script: Script | null): Promise<StartProblem[]> {
  if (!script) return [];
  return (await lostIn(db, orgId, script)).map((lost) => ({
    code: `no_such_${lost.what}`,
    severity: "error",
    message: messageOf(lost),
    stepId: lost.stepId,
  }));
}

/** By title, as people read it. */
export function teamNames(db: Database, orgId: string): Promise<NamedTeam[]> {
  return db
    .select({ teamId: teams.id, title: teams.title })
    .from(teams)
    .where(eq(teams.orgId, orgId))
    .orderBy(asc(sql`lower(${teams.title})`));
}

function messageOf({ what, value }: LostAction): string {
  const does = what === "label" ? "puts on a label" : "gives the conversation to a team";
  return `The answer “${value.trim()}” ${does} that no longer exists. Choose another one, or remove the action.`;
}

function idsIn(script: Script | null): string[] {
  const all = script?.steps.flatMap(({ answers }) => answers.map(({ action }) => action)) ?? [];
  return all.flatMap((action) =>
    action?.kind === "label" ? [action.labelId] : action?.kind === "team" ? [action.teamId] : [],
  );
}

async function lostIn(db: Database, orgId: string, script: Script): Promise<LostAction[]> {
  const ids = idsIn(script);
  if (ids.length === 0) return [];
  const [ownLabels, ownTeams] = await db.batch([
    db
      .select({ id: labels.id })
      .from(labels)
      .where(and(eq(labels.orgId, orgId), inArray(labels.id, ids))),
    db
      .select({ id: teams.id })
      .from(teams)
      .where(and(eq(teams.orgId, orgId), inArray(teams.id, ids))),
  ]);
  const set = (rows: { id: string }[]) => new Set(rows.map(({ id }) => id));
  return lostActions(script, { labels: set(ownLabels), teams: set(ownTeams) });
}
