/** An edit of an active campaign's script becomes its next numbered snapshot (docs/rules.md#scripts-snapshots). */
import type { StartProblem } from "../../../domain/campaigns/campaign.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { stepOf } from "../../../domain/scripts/script-schema.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { checkScript } from "../../../domain/scripts/script-check.ts";
import { sameJson } from "../../../domain/same-json.ts";
import type { CampaignInfo } from "../state.ts";

export type ScriptEdit = { script: Script; /** Of the saved draft that this is. */ revision: number };

export type ScriptEditRefusal = Refusal<"not_active" | "conflict" | "script_refused"> & { problems?: StartProblem[] };

/**
 * What the campaign is after the edit; the same object when it has this script already, so that a repeated call makes no
 * second snapshot. Epoch and snapshot grow together.
 */
export function editScript(
  info: CampaignInfo,
  { script, revision }: ScriptEdit,
): { ok: true; info: CampaignInfo } | ScriptEditRefusal {
  if (info.status !== "ACTIVE" && info.status !== "CLOSED_FOR_INITIAL_SENDS") {
    const message =
      info.status === "DRAFT"
        ? "The campaign has not started. Texters get the saved script when it starts."
        : "The campaign is closed, so nobody uses its script anymore.";
    return refuse("not_active", message);
  }
  const present = info.scriptRevision ?? 0;
  if (revision < present) {
    const message = "Texters already have a newer script than this one. Load it and make your change again.";
    return refuse("conflict", message);
  }
  if (info.script && sameJson(info.script, script)) {
    return { ok: true, info };
  }
  const problems = checkScript(script, info.customFields).filter(({ severity }) => severity === "error");
  if (problems.length > 0) {
    const message = `Texters keep the script they have: ${problems.map((problem) => problem.message).join(" ")}`;
    return { ...refuse("script_refused", message), problems };
  }
  const scriptVersion = info.scriptVersion + 1;
  const firstTextVersion = sameFirstText(info.script, script) ? (info.firstTextVersion ?? 1) : scriptVersion;
  const epoch = info.epoch + 1;
  return { ok: true, info: { ...info, script, scriptVersion, firstTextVersion, scriptRevision: revision, epoch } };
}

/** The same step with the same variants: a first text that a texter has changed by hand still begins from it. */
function sameFirstText(before: Script | null, after: Script): boolean {
  const was = before && stepOf(before, before.rootStepId);
  const is = stepOf(after, after.rootStepId);
  return was?.id === is?.id && was?.picture === is?.picture && JSON.stringify(was?.texts) === JSON.stringify(is?.texts);
}
