/** Requests for texts on real objects: decided twice, while suspended, after evictions; and joining. */
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { RequestDecided } from "./requests.ts";
import type { AssignmentPolicy } from "../../../domain/assignment/assignment-policy.ts";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import { newId } from "../../../domain/ids.ts";
import type { TextRequest } from "../../../domain/assignment/requests.ts";
import { inboxOf, organizationAt } from "../../rpc/stubs.ts";
import { connected } from "../../../test/workers/socket-link.ts";
import {
  afterTest,
  aTexter,
  cells,
  env,
  evict,
  inboxStub,
  perform,
  queueNumbers,
  runAlarm,
  runningCampaign,
  setRole,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { TestTexter } from "../../../test/workers/workers-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

type Asked = { ok: boolean; reason?: string; request: TextRequest; requests: TextRequest[]; mayAsk: boolean };
const policy = (change: Partial<AssignmentPolicy>) => ({ policy: { ...DEFAULT_POLICY, ...change } });
const BY_REQUEST = policy({ sharing: "by_request" });

/** The organization's object learns of a campaign a moment after its start. */
async function announced(orgId: string, texter: TestTexter): Promise<void> {
  await vi.waitUntil(async () => {
    const service = await organizationAt(env, orgId).serviceFor({ personId: texter.personId, role: "OWNER" });
    return service.campaignIds.length > 0;
  }, WAIT);
}

async function ask(texter: TestTexter, count: number, campaignId: string | null = null): Promise<Asked> {
  const params = { requestId: crypto.randomUUID(), campaignId, count };
  return (await perform(texter, "request", params)) as unknown as Asked;
}

function decide({ orgId, personId }: TestTexter, requestId: string, approve: boolean): Promise<RequestDecided> {
  const word = { requestId, approve, reason: "", complaint: false, byId: newId("p") };
  return inboxOf(env, orgId, personId).decideRequest(word);
}

describe("an approved request", () => {
  test("by two admins at once is one assignment, and the texter sees it come", async () => {
    const running = await runningCampaign(cells(501, 10), BY_REQUEST);
    const { orgId, campaignId, texter } = running;
    await announced(orgId, texter);
    const link = await connected(texter);
    await link.ready();
    const { request } = await ask(texter, 4);
    expect(request).toMatchObject({ state: "pending" });
    const decided = await Promise.all([1, 2, 3].map(() => decide(texter, request.requestId, true)));
    expect(decided.map((each) => each.ok && each.request.taken)).toEqual([4, 4, 4]);
    expect(decided.filter((each) => each.ok && !each.repeated)).toHaveLength(1);
    expect(await queueNumbers(running)).toMatchObject({ assigned: 4, left: 6 });
    expect((await perform(texter, "next", { campaignId, count: 10, have: [] })).items).toHaveLength(4);
    await vi.waitUntil(
      () => link.frames.some((frame) => frame.t === "changes" && frame.requests?.[0]?.taken === 4),
      WAIT,
    );
  });

  test("stays one assignment when the inbox is evicted, and when it is approved again", async () => {
    const running = await runningCampaign(cells(502, 10), BY_REQUEST);
    await announced(running.orgId, running.texter);
    const { request } = await ask(running.texter, 4);
    await decide(running.texter, request.requestId, true);
    await evict(inboxStub(running.texter));
    expect(await decide(running.texter, request.requestId, true)).toMatchObject({
      ok: true,
      repeated: true,
      request: { taken: 4, takenFrom: running.campaignId },
    });
    await runAlarm(inboxStub(running.texter));
    expect(await queueNumbers(running)).toMatchObject({ assigned: 4 });
  });

  test("brings contacts of a campaign that the texter has not joined", async () => {
    const running = await runningCampaign(cells(503, 5), BY_REQUEST);
    const newcomer = await aTexter(running.orgId, "Newt");
    await announced(running.orgId, newcomer);
    const { request } = await ask(newcomer, 3);
    expect(await decide(newcomer, request.requestId, true)).toMatchObject({ request: { taken: 3 } });
    const next = await perform(newcomer, "next", { campaignId: running.campaignId, count: 5, have: [] });
    expect(next.items).toHaveLength(3);
  });

  test("goes to the campaign of the team that is served first, and on to the next when that has none left", async () => {
    const orgId = newId("o");
    const [first, second] = [newId("t"), newId("t")];
    const low = await runningCampaign(cells(504, 5), {
      orgId,
      ...policy({ sharing: "by_request", teamIds: [second] }),
    });
    const texter = await aTexter(orgId, "Tea");
    const team = (teamId: string, priority: number) => ({ teamId, priority, personIds: [texter.personId] });
    const trust = { fromRole: "TEXTER", afterTexts: null } as const;
    await organizationAt(env, orgId).setRules({ version: 1, trust, teams: [team(second, 2), team(first, 1)] });
    const high = await runningCampaign(cells(505, 2), {
      orgId,
      ...policy({ sharing: "by_request", teamIds: [first] }),
    });
    await vi.waitUntil(async () => {
      const service = await organizationAt(env, orgId).serviceFor({ personId: texter.personId, role: "TEXTER" });
      return service.campaignIds.join() === [high.campaignId, low.campaignId].join();
    }, WAIT);
    expect((await ask(texter, 2)).request).toMatchObject({ state: "approved", taken: 2, takenFrom: high.campaignId });
    expect((await ask(texter, 2)).request).toMatchObject({ state: "approved", taken: 2, takenFrom: low.campaignId });
  });
});

describe("a suspension", () => {
  test("against an approval at the same moment: either all contacts came before it, or none", async () => {
    for (const suspendFirst of [true, false]) {
      const running = await runningCampaign(cells(suspendFirst ? 515 : 507, 5), BY_REQUEST);
      await announced(running.orgId, running.texter);
      const { request } = await ask(running.texter, 3);
      const acts = [() => setRole(running.texter, "SUSPENDED"), () => decide(running.texter, request.requestId, true)];
      const outcomes = await Promise.all((suspendFirst ? acts : acts.toReversed()).map((act) => act()));
      const decided = outcomes.find((outcome) => outcome !== undefined) as RequestDecided;
      const { assigned } = await queueNumbers(running);
      expect(assigned).toBe(decided.ok ? (decided.request.taken ?? 0) : 0);
      expect(await decide(running.texter, request.requestId, true)).toMatchObject(
        decided.ok ? { ok: true, repeated: true } : { ok: false, reason: "already_decided" },
      );
    }
  });

  test("a suspended texter can ask for nothing", async () => {
    const { orgId, texter } = await runningCampaign(cells(508, 2), BY_REQUEST);
    await announced(orgId, texter);
    await setRole(texter, "SUSPENDED");
    expect(await ask(texter, 1)).toMatchObject({ ok: false, reason: "suspended" });
  });
});

test("a request of another organization is not there", async () => {
  const running = await runningCampaign(cells(509, 2), BY_REQUEST);
  await announced(running.orgId, running.texter);
  const { request } = await ask(running.texter, 1);
  const stranger = { ...running.texter, orgId: newId("o") };
  expect(await decide(stranger, request.requestId, true)).toMatchObject({ ok: false, reason: "not_found" });
});

describe("people who may", () => {
  test("take by their own hand follows the campaign's way of sharing", async () => {
    const byRequest = await runningCampaign(cells(510, 2), BY_REQUEST);
    const fixed = await runningCampaign(cells(516, 2), policy({ sharing: "static" }));
    const take = ({ campaignId, texter }: typeof fixed) =>
      perform(texter, "take", { campaignId, requestId: crypto.randomUUID() });
    expect(await take(byRequest)).toMatchObject({ reason: "by_request_only" });
    expect(await take(fixed)).toMatchObject({ reason: "by_admin_only" });
  });

  test("join a campaign for the vetted changes with the role, at the next call", async () => {
    const { orgId, campaignId, joinToken } = await runningCampaign(cells(512, 2), policy({ vettedOnly: true }));
    const texter = await aTexter(orgId, "Vera");
    const join = () => perform(texter, "join", { token: joinToken });
    expect(await join()).toMatchObject({ reason: "not_vetted" });
    await setRole(texter, "VETTED_TEXTER");
    expect(await join()).toMatchObject({ ok: true });
    await setRole(texter, "TEXTER");
    const take = await perform(texter, "take", { campaignId, requestId: crypto.randomUUID() });
    expect(take).toMatchObject({ reason: "not_vetted" });
  });

  test("join a campaign of a team are its members", async () => {
    const teamId = newId("t");
    const { orgId, joinToken } = await runningCampaign(cells(513, 2), policy({ teamIds: [teamId] }));
    const [member, other] = [await aTexter(orgId, "Mem"), await aTexter(orgId, "Oth")];
    const teams = [{ teamId, priority: 1, personIds: [member.personId] }];
    await organizationAt(env, orgId).setRules({ version: 1, trust: { fromRole: null, afterTexts: null }, teams });
    expect(await perform(other, "join", { token: joinToken })).toMatchObject({ reason: "not_your_team" });
    expect(await perform(member, "join", { token: joinToken })).toMatchObject({ ok: true });
  });

  test("join a campaign with one place left is one of those who come at once; the same texter twice is one", async () => {
    // Its first texter has one of the two places.
    const { orgId, joinToken, campaign, texter } = await runningCampaign(cells(517, 2), policy({ maxTexters: 2 }));
    const others = await Promise.all(["A", "B", "C", "D"].map((name) => aTexter(orgId, name)));
    const joined = await Promise.all(others.map((each) => perform(each, "join", { token: joinToken })));
    expect(joined.filter((each) => each.ok)).toHaveLength(1);
    expect(joined.filter((each) => each.reason === "campaign_full")).toHaveLength(3);
    expect(await perform(texter, "join", { token: joinToken })).toMatchObject({ ok: true, already: true });
    expect(await campaign.overview({ orgId })).toMatchObject({ texters: 2 });
  });
});
