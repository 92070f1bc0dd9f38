/** Closing and archiving say who waits and what else is open, and go on once that was seen. */
import { beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import type { OpenWork } from "../../../domain/campaigns/open-work.ts";
import type { TexterAnswers } from "../../../domain/texter-app/texter.ts";
import { deliverWebhook, inboundForm } from "../../../test/workers/test-carrier.ts";
import { DRAFT, started, uploaded } from "../../../test/workers/test-campaign.ts";
import { newOrganization, newTexter, ownService } from "../../../test/workers/test-client.ts";
import type { Browser, TestOrganization } from "../../../test/workers/test-client.ts";

const SOON = { timeout: 30_000 };
const CELLS = ["+16172341081", "+16172341082", "+16172341083"];
const NOTHING = {
  waiting: 0,
  waitingForNobody: 0,
  unsent: 0,
  unsentTexters: 0,
  queued: 0,
  undecided: 0,
  requests: 0,
  reviews: 0,
};

let organization: TestOrganization;
beforeAll(async () => {
  organization = await newOrganization();
});

const path = (campaignId: string, what: string) => `/api/admin/campaigns/${campaignId}/${what}`;
const change = (campaignId: string, json: object, { admin } = organization) =>
  admin.call(path(campaignId, "status"), { json });
const openNow = async (campaignId: string, { admin } = organization) =>
  (await admin.call(path(campaignId, "open-work"))).body["open"] as OpenWork;
const op = async (texter: Browser, name: string, json: object) =>
  (await texter.call(`/api/texter/${name}`, { json })).body;

/** A texter who has joined and asked for contacts; decided by an admin when `approve`. */
async function asked(campaign: { campaignId: string; joinToken: string }, count: number, approve: boolean) {
  const texter = await newTexter(organization);
  await op(texter, "join", { token: campaign.joinToken });
  const requestId = crypto.randomUUID();
  const request = { requestId, campaignId: campaign.campaignId, count };
  await expect.poll(async () => (await op(texter, "request", request))["ok"], SOON).toBe(true);
  if (approve) {
    const decided = await organization.admin.call(`/api/admin/requests/${texter.personId}/${requestId}`, {
      json: { approve: true },
    });
    expect(decided).toMatchObject({ status: 200, body: { ok: true } });
  }
  return texter;
}

/** Two of three contacts were texted and have answered, one of them unclearly; a second texter has asked for contacts. */
async function withOpenWork() {
  await ownService(organization);
  const policy = { ...DEFAULT_POLICY, sharing: "by_request" as const };
  const csv = ["first,last,cell", ...CELLS.map((cell, n) => `Ann${n},Lee,${cell}`)].join("\r\n");
  const campaign = await uploaded(organization.admin, { ...DRAFT, policy }, csv);
  const { campaignId } = campaign;
  await organization.admin.call(path(campaignId, "start"), { json: {} });
  const texter = await asked(campaign, 3, true);
  const { items } = (await op(texter, "next", { campaignId, count: 3, have: [] })) as unknown as TexterAnswers["next"];
  expect(items).toHaveLength(3);
  for (const { contactId, firstText } of items.slice(0, 2)) {
    const body = firstText?.ok ? firstText.text : "";
    const text = { contactId, messageId: crypto.randomUUID(), body, initial: true, lastSeenId: null };
    expect(await op(texter, "send", text)).toMatchObject({ ok: true });
  }
  const inbound = `/webhooks/twilio/${organization.orgId}/inbound`;
  const cellOf = (index: number) => items[index]?.cell ?? "";
  await deliverWebhook(inbound, inboundForm(cellOf(0), "Where do I vote?"));
  await deliverWebhook(inbound, inboundForm(cellOf(1), "please cancel"));
  await asked(campaign, 1, false);
  return { campaignId, texter };
}

describe("a campaign in which people wait", () => {
  test("is closed once that was seen, and archived likewise; the answers say what is open", async () => {
    const { campaignId, texter } = await withOpenWork();
    const open = { ...NOTHING, waiting: 2, unsent: 1, unsentTexters: 1, requests: 1, reviews: 1 };
    // Requests and reviews come from Postgres, which gets them a moment later; the rest is so already.
    expect(await openNow(campaignId)).toMatchObject({ waiting: 2, unsent: 1, unsentTexters: 1 });
    await expect.poll(() => openNow(campaignId), SOON).toEqual(open);

    const refused = await change(campaignId, { status: "CLOSED" });
    expect(refused).toMatchObject({ status: 422, body: { ok: false, reason: "work_open", open } });
    expect(refused.body["message"]).toMatch(/^2 people wait for an answer: give them to somebody first\. /);
    // Nothing has changed: the texter can answer, and then one person less waits.
    const { items } = (await op(texter, "conversations", {
      campaignId,
      filter: "waiting",
      offset: 0,
      limit: 10,
    })) as unknown as TexterAnswers["conversations"];
    const asking = items.find((item) => item.messages.at(-1)?.body === "Where do I vote?");
    const answer = {
      contactId: asking?.contactId,
      messageId: crypto.randomUUID(),
      body: "At the school",
      initial: false,
      lastSeenId: asking?.messages.at(-1)?.id,
    };
    expect(await op(texter, "send", answer)).toMatchObject({ ok: true });
    await expect.poll(() => openNow(campaignId), SOON).toEqual({ ...open, waiting: 1 });

    expect(await change(campaignId, { status: "CLOSED", openSeen: true })).toMatchObject({
      status: 200,
      body: { ok: true, status: "CLOSED", open: { waiting: 1, unsent: 1, requests: 1, reviews: 1 } },
    });
    // The same again finds it closed, and asks nothing.
    expect(await change(campaignId, { status: "CLOSED" })).toMatchObject({ status: 200, body: { ok: true } });

    const archiveId = crypto.randomUUID();
    const archive = (json: object) => organization.admin.call(path(campaignId, "archive"), { json });
    const notYet = await archive({ archiveId });
    expect(notYet).toMatchObject({ status: 422, body: { reason: "work_open", open: { waiting: 1 } } });
    expect(notYet.body["message"]).toMatch(
      /^1 person waits for an answer: open the campaign for replies and answer first\. /,
    );
    await expect.poll(async () => (await archive({ archiveId, openSeen: true })).status, SOON).toBe(202);
    // A repeated call is the same archive.
    expect(await archive({ archiveId })).toMatchObject({ status: 202 });
  });
});

test("a campaign in which nothing is open closes at once", async () => {
  const { campaignId } = await started(organization);
  expect(await openNow(campaignId)).toEqual(NOTHING);
  expect(await change(campaignId, { status: "CLOSED" })).toMatchObject({ status: 200, body: { open: NOTHING } });
});

test("pausing, and closing for first texts, ask nothing", async () => {
  const { campaignId, joinToken } = await started(organization);
  const texter = await newTexter(organization);
  await op(texter, "join", { token: joinToken });
  await op(texter, "take", { campaignId, requestId: crypto.randomUUID() });
  expect(await openNow(campaignId)).toMatchObject({ unsent: 2, unsentTexters: 1 });
  expect(await change(campaignId, { paused: true })).toMatchObject({ status: 200 });
  expect(await change(campaignId, { status: "CLOSED_FOR_INITIAL_SENDS" })).toMatchObject({ status: 200 });
  expect(await change(campaignId, { status: "CLOSED" })).toMatchObject({ status: 422, body: { reason: "work_open" } });
});

test("another organization sees nothing of it", async () => {
  const { campaignId } = await started(organization);
  const stranger = await newOrganization();
  expect(await stranger.admin.call(path(campaignId, "open-work"))).toMatchObject({ status: 404 });
  expect(await change(campaignId, { status: "CLOSED", openSeen: true }, stranger)).toMatchObject({ status: 404 });
});
