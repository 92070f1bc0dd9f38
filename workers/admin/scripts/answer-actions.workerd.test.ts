/** Labels and teams that answers name: they are the organization's, however a script comes in. */
import { describe, expect, test } from "vitest";
import type { AnswerAction } from "../../../domain/scripts/answer-action.ts";
import type { SavedScript, ScriptDetail } from "../../../domain/scripts/script-editing.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { makeDraft, started } from "../../../test/workers/test-campaign.ts";
import { newOrganization } from "../../../test/workers/test-client.ts";
import type { Answer, Browser } from "../../../test/workers/test-client.ts";

const pathOf = (campaignId: string, rest = "") => `/api/admin/campaigns/${campaignId}/script${rest}`;
// The routes' own answers.
const detailOf = async (admin: Browser, campaignId: string) =>
  (await admin.call(pathOf(campaignId))).body as unknown as ScriptDetail;
const save = (admin: Browser, campaignId: string, script: Script, baseRevision: number): Promise<Answer> =>
  admin.call(pathOf(campaignId), { method: "PUT", json: { script, baseRevision } });
const savedIn = (answer: Answer) => answer.body["draft"] as SavedScript;

describe("answers that do something besides", () => {
  const withAction = (action: AnswerAction): Script => ({
    rootStepId: "first",
    steps: [
      {
        id: "first",
        texts: ["Hi {firstName|friend}! Will you vote? STOP to opt out"],
        question: "Votes?",
        answers: [{ value: "Yes", nextStepId: null, action }],
      },
    ],
  });

  test("name labels and teams of the organization alone, however the script comes in", async () => {
    const [org, stranger] = [await newOrganization(), await newOrganization()];
    const { admin } = org;
    const made = async (who: Browser, path: string, json: object) => (await who.call(path, { json })).body;
    const label = async (who: Browser) =>
      ((await made(who, "/api/admin/labels", { name: "Ride" })) as { label: { labelId: string } }).label.labelId;
    const team = async (who: Browser) =>
      (
        (await made(who, "/api/admin/teams", { title: "Drivers", color: "blue", priority: 1 })) as {
          team: { teamId: string };
        }
      ).team.teamId;
    const foreign: [AnswerAction, string][] = [
      [{ kind: "label", labelId: await label(stranger.admin) }, "no_such_label"],
      [{ kind: "team", teamId: await team(stranger.admin) }, "no_such_team"],
    ];
    const { campaignId } = await makeDraft(admin);
    const { draft } = await detailOf(admin, campaignId);
    for (const [action, reason] of foreign) {
      const script = withAction(action);
      const message = expect.stringContaining("“Yes”");
      expect(await save(admin, campaignId, script, draft.revision)).toMatchObject({ body: { reason, message } });
      expect(await admin.call("/api/admin/campaigns", { json: { title: "x", script } })).toMatchObject({
        body: { reason },
      });
      const change = { revision: 1, script, scriptRevision: draft.revision };
      const patched = await admin.call(`/api/admin/campaigns/${campaignId}`, { method: "PATCH", json: change });
      expect(patched).toMatchObject({ body: { reason } });
    }
    const teamId = await team(admin);
    const own = await save(admin, campaignId, withAction({ kind: "team", teamId }), draft.revision);
    expect(own).toMatchObject({ status: 200 });
    expect(await detailOf(admin, campaignId)).toMatchObject({ teams: [{ teamId, title: "Drivers" }] });
    const copied = await admin.call(`/api/admin/campaigns/${campaignId}/copy`, { json: {} });
    expect(copied.body["campaign"]).toMatchObject({ script: withAction({ kind: "team", teamId }) });
    const wrong = withAction({ kind: "explode" } as unknown as AnswerAction);
    expect(await save(admin, campaignId, wrong, savedIn(own).revision)).toMatchObject({ status: 400 });
  });

  test("whose label was deleted keep the script from texters, and can still be edited", async () => {
    const org = await newOrganization();
    const { admin } = org;
    const { campaignId } = await started(org);
    const made = await admin.call("/api/admin/labels", { json: { name: "Ride" } });
    const { labelId } = made.body["label"] as { labelId: string };
    const { draft } = await detailOf(admin, campaignId);
    const script = withAction({ kind: "label", labelId });
    const first = savedIn(await save(admin, campaignId, script, draft.revision));
    await admin.call(`/api/admin/labels/${labelId}`, { method: "DELETE" });
    const edited = { ...script, responses: [] };
    const second = savedIn(await save(admin, campaignId, edited, first.revision));
    expect(second.script).toEqual(edited);
    const published = await admin.call(pathOf(campaignId, "/publish"), { json: { revision: second.revision } });
    expect(published.body).toMatchObject({
      reason: "script_refused",
      problems: [{ code: "no_such_label", stepId: "first" }],
    });
  });
});
