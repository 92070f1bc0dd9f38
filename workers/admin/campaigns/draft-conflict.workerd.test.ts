/** Two admins, or two windows, who change the same draft. */
import { beforeAll, expect, test } from "vitest";
import { makeDraft } from "../../../test/workers/test-campaign.ts";
import { newOrganization, newTexter } from "../../../test/workers/test-client.ts";
import type { TestOrganization } from "../../../test/workers/test-client.ts";

let ours: TestOrganization;
beforeAll(async () => {
  ours = await newOrganization();
});

test("a change made from an older version overwrites nothing, and names the person and the time of the newer one", async () => {
  const { admin } = ours;
  const { campaignId } = await makeDraft(admin);
  const bo = await newTexter(ours);
  await admin.call(`/api/admin/people/${bo.personId}`, { method: "PATCH", json: { role: "ADMIN" } });
  const save = (by: typeof admin, json: object) =>
    by.call(`/api/admin/campaigns/${campaignId}`, { method: "PATCH", json });
  expect(await save(bo, { revision: 1, title: "By Bo" })).toMatchObject({ status: 200 });
  const late = await save(admin, { revision: 1, description: "By Ada" });
  expect(late).toMatchObject({
    status: 409,
    body: {
      reason: "conflict",
      revision: 2,
      message:
        "Tex Ter has saved this campaign since you opened it. Nothing was overwritten: load the latest version and make your change again.",
      theirs: { title: "By Bo", description: "Remind people", revision: 2 },
      savedBy: { personId: bo.personId, name: "Tex Ter" },
      savedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    },
  });
  expect(await save(admin, { revision: 2, description: "By Ada" })).toMatchObject({
    status: 200,
    body: { campaign: { title: "By Bo", description: "By Ada" } },
  });
});

test("one's own save in another window says so; the same save again, whose answer was lost, is no conflict", async () => {
  const { admin } = ours;
  const { campaignId } = await makeDraft(admin);
  const save = (json: object) => admin.call(`/api/admin/campaigns/${campaignId}`, { method: "PATCH", json });
  expect(await save({ revision: 1, title: "Mine" })).toMatchObject({ status: 200 });
  expect(await save({ revision: 1, title: "Mine" })).toMatchObject({
    status: 200,
    body: { campaign: { revision: 2 } },
  });
  const other = await save({ revision: 1, title: "Mine, too" });
  expect(other).toMatchObject({
    status: 409,
    body: { message: expect.stringMatching(/^You have saved this campaign/) },
  });
});

test.each([{ revision: 2 }, { revision: 1, scriptRevision: 99 }])(
  "a revision that nobody has saved (%j) is refused as such",
  async (sent) => {
    const { admin } = ours;
    const { campaignId } = await makeDraft(admin);
    const answer = await admin.call(`/api/admin/campaigns/${campaignId}`, {
      method: "PATCH",
      json: { ...sent, title: "Early" },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { reason: "bad_request", message: expect.stringContaining("no such revision yet") },
    });
  },
);
