/**
 * What the answers of each snapshot of the script did. A texter who was offline may tap an answer of a former one: its queue
 * asks here what that answer did, because an app may say anything (docs/rules.md#scripts-actions).
 */
import { actionsIn } from "../../../domain/scripts/answer-action.ts";
import type { ScriptActions } from "../../../domain/scripts/answer-action.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { CampaignInfo, CampaignState } from "../state.ts";

/** To be called before a new snapshot, and for it: a campaign from before this table has only its present one. */
export function rememberActions(sql: Sql, { script, scriptVersion }: CampaignInfo): void {
  if (!script) return;
  sql.run(
    "INSERT INTO script_actions (version, json) VALUES (?, ?) ON CONFLICT (version) DO NOTHING",
    scriptVersion,
    JSON.stringify(actionsIn(script)),
  );
}

/** null: there was no such snapshot, or nobody has written down what it did. */
export function actionsOfScript({ sql, info }: CampaignState, version: number): ScriptActions | null {
  if (info?.script && info.scriptVersion === version) return actionsIn(info.script);
  const json = sql.scalar<string>("SELECT json FROM script_actions WHERE version = ?", version);
  // Written above.
  return json === null ? null : (JSON.parse(json) as ScriptActions);
}
