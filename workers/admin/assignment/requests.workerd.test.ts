/** Requests for texts over the API: from the texter's question to Postgres, and nobody else's. */
import { beforeAll, describe, expect, test, vi } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import type { RequestRow, TextRequest } from "../../../domain/assignment/requests.ts";
import { newOrganization, newTexter, ownService } from "../../../test/workers/test-client.ts";
import type { Browser, TestOrganization } from "../../../test/workers/test-client.ts";
import { DRAFT, uploaded } from "../../../test/workers/test-campaign.ts";

let ours: TestOrganization;
let theirs: TestOrganization;
beforeAll(async () => {
  [ours, theirs] = [await newOrganization(), await newOrganization()];
  await ownService(ours);
  const policy = { ...DEFAULT_POLICY, sharing: "by_request" as const };
  const { campaignId } = await uploaded(ours.admin, { ...DRAFT, policy });
  const started = await ours.admin.call(`/api/admin/campaigns/${campaignId}/start`, { json: {} });
  expect(started.body).toMatchObject({ ok: true });
});

async function asking(count = 1): Promise<{ texter: Browser & { personId: string }; request: TextRequest }> {
  const texter = await newTexter(ours);
  // The organization's object learns of the campaign a moment after its start.
  const mayAsk = async () => (await texter.call("/api/texter/requests", { json: {} })).body["mayAsk"];
  await expect.poll(mayAsk).toBe(true);
  const json = { requestId: crypto.randomUUID(), campaignId: null, count };
  const { body } = await texter.call("/api/texter/request", { json });
  // Answer of the operation.
  return { texter, request: body["request"] as TextRequest };
}

const rows = async (by: Browser, state: string) =>
  (await by.call(`/api/admin/requests?state=${state}`)).body["requests"] as RequestRow[];
const decide = (by: Browser, personId: string, requestId: string, json: object) =>
  by.call(`/api/admin/requests/${personId}/${requestId}`, { json });

/** It reaches Postgres through the queue. */
const inList = (state: string, requestId: string) =>
  vi.waitUntil(async () => (await rows(ours.admin, state)).find((row) => row.requestId === requestId), {
    timeout: 30_000,
    interval: 100,
  });

describe("a request", () => {
  test("waits in the admins' list, is rejected with a reason, and is then among the decided", async () => {
    const { texter, request } = await asking();
    expect(await inList("pending", request.requestId)).toMatchObject({
      personId: texter.personId,
      texterName: "Tex Ter",
      role: "TEXTER",
      asked: 1,
      campaignTitle: null,
    });
    // What the badge beside the room shows.
    const { body } = await ours.admin.call("/api/admin/opt-outs/reviews/count");
    expect(body["requests"]).toBe((await rows(ours.admin, "pending")).length);
    const word = { approve: false, reason: "Not today" };
    expect(await decide(ours.admin, texter.personId, request.requestId, word)).toMatchObject({
      status: 200,
      body: { ok: true, request: { state: "rejected", note: "Not today" } },
    });
    expect(await inList("decided", request.requestId)).toMatchObject({
      state: "rejected",
      note: "Not today",
      decidedByName: "Ada Min",
    });
    expect((await texter.call("/api/texter/requests", { json: {} })).body["requests"]).toMatchObject([
      { state: "rejected", note: "Not today" },
    ]);
  });

  test("of another organization is not there, neither alone nor among others", async () => {
    const { texter, request } = await asking();
    const { personId } = texter;
    const word = { approve: true };
    expect(await decide(theirs.admin, personId, request.requestId, word)).toMatchObject({ status: 404 });
    expect(await decide(ours.admin, personId, crypto.randomUUID(), word)).toMatchObject({ status: 404 });
    const json = { ...word, requests: [{ personId, requestId: request.requestId }] };
    const many = await theirs.admin.call("/api/admin/requests/decide", { json });
    expect(many.body).toMatchObject({ ok: true, outcomes: [{ ok: false, reason: "not_found", personId }] });
    expect(await rows(theirs.admin, "pending")).toEqual([]);
    expect(await rows(theirs.admin, "decided")).toEqual([]);
  });

  test("is decided on by supervolunteers, who may do nothing else of the administration, and by no texter", async () => {
    const [{ texter, request }, helper] = [await asking(), await newTexter(ours)];
    expect(await decide(helper, texter.personId, request.requestId, { approve: false })).toMatchObject({ status: 403 });
    const json = { role: "SUPERVOLUNTEER" };
    await ours.admin.call(`/api/admin/people/${helper.personId}`, { method: "PATCH", json });
    expect(await decide(helper, texter.personId, request.requestId, { approve: false })).toMatchObject({ status: 200 });
    for (const path of ["campaigns", "people", "teams", "settings"]) {
      expect(await helper.call(`/api/admin/${path}`)).toMatchObject({ status: 403 });
    }
  });

  test("of several, each has its own outcome; two admins at once are one hand-out", async () => {
    const [first, second] = [await asking(), await asking()];
    await decide(ours.admin, second.texter.personId, second.request.requestId, { approve: false });
    const requests = [first, second].map(({ texter, request }) => ({
      personId: texter.personId,
      requestId: request.requestId,
    }));
    const approve = () => ours.admin.call("/api/admin/requests/decide", { json: { approve: true, requests } });
    for (const { body } of await Promise.all([approve(), approve()])) {
      expect(body["outcomes"]).toMatchObject([
        { ok: true, request: { state: "approved", taken: 1 } },
        { ok: false, reason: "already_decided" },
      ]);
    }
    expect(await inList("decided", first.request.requestId)).toMatchObject({ taken: 1, takenFromTitle: "Turnout" });
  });
});

describe("a join link", () => {
  const link = async (policy: object) => {
    const campaign = await uploaded(ours.admin, { ...DRAFT, policy: { ...DEFAULT_POLICY, ...policy } });
    await ours.admin.call(`/api/admin/campaigns/${campaign.campaignId}/start`, { json: {} });
    return campaign;
  };

  test("tells a newcomer why they cannot join, and makes no account then", async () => {
    const { joinToken } = await link({ vettedOnly: true });
    const invitation = await theirs.admin.call(`/api/join/${joinToken}`);
    expect(invitation.body).toMatchObject({ ok: true, newcomerRefusal: { reason: "not_vetted" } });
    const email = `new-${crypto.randomUUID()}@example.org`;
    const json = { joinToken, email, password: "a first password", firstName: "New", lastName: "Comer" };
    expect((await theirs.admin.call("/api/auth/sign-up", { json })).body).toMatchObject({ reason: "not_vetted" });
    const { body } = await ours.admin.call("/api/admin/people");
    expect((body["people"] as { email: string }[]).some((person) => person.email === email)).toBe(false);
  });

  test("of a full campaign refuses the next texter, and leads one who has joined to their assignment", async () => {
    const { joinToken } = await link({ maxTexters: 1 });
    const [first, next] = [await newTexter(ours), await newTexter(ours)];
    const join = (texter: Browser) => texter.call("/api/texter/join", { json: { token: joinToken } });
    expect((await join(first)).body).toMatchObject({ ok: true, already: false });
    expect((await join(next)).body).toMatchObject({ ok: false, reason: "campaign_full" });
    expect((await join(first)).body).toMatchObject({ ok: true, already: true });
  });

  test("follows the policy of the running campaign as soon as an admin has changed it", async () => {
    const { campaignId, joinToken } = await link({ maxTexters: 1 });
    const [first, next] = [await newTexter(ours), await newTexter(ours)];
    const join = (texter: Browser) => texter.call("/api/texter/join", { json: { token: joinToken } });
    await join(first);
    expect((await join(next)).body).toMatchObject({ reason: "campaign_full" });
    const path = `/api/admin/campaigns/${campaignId}/policy`;
    const foreign = await theirs.admin.call(path, { json: { maxTexters: null } });
    expect(foreign).toMatchObject({ status: 404 });
    const changed = await ours.admin.call(path, { json: { maxTexters: 2, sharing: "static" } });
    expect(changed.body).toMatchObject({ ok: true, policy: { maxTexters: 2, sharing: "static", vettedOnly: false } });
    expect((await join(next)).body).toMatchObject({ ok: true });
    const take = { campaignId, requestId: crypto.randomUUID() };
    expect((await next.call("/api/texter/take", { json: take })).body).toMatchObject({ reason: "by_admin_only" });
    const { body } = await ours.admin.call(`/api/admin/campaigns/${campaignId}`);
    expect(body["campaign"]).toMatchObject({ policy: { maxTexters: 2, sharing: "static" } });
  });
});
