/**
 * Requests for texts in one inbox: asking, trust, the first decision, the hand-out. Calls to other objects are answered
 * here.
 */
import { describe, expect, test } from "vitest";
import type { ObjectEvent } from "../../../domain/record/events.ts";
import type { TrustSettings } from "../../../domain/assignment/requests.ts";
import type { Role } from "../../../domain/statuses.ts";
import { refuse } from "../../../domain/outcome.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { aConfig, ANA, CAMPAIGN_ID, ORG_ID } from "../../testing/queue-world.ts";
import { HandOut } from "./hand-out.ts";
import { RequestOperations } from "./request-operations.ts";
import { Requests } from "./requests.ts";
import { INBOX_MIGRATIONS } from "../schema.ts";
import type { Membership } from "../../rpc/texter-inbox.ts";

const R1 = "request-0000000001";
const R2 = "request-0000000002";
const NOBODY: TrustSettings = { fromRole: null, afterTexts: null };

function inbox({ trust = NOBODY, open = ["cA", "cB"], left = {} as Record<string, number> } = {}) {
  const sql = migratedSql(INBOX_MIGRATIONS);
  const membership: Membership = { ...ANA, orgId: ORG_ID, orgName: "Org", role: "TEXTER", email: "a@example.org" };
  const world = { sql, trust, open, left, membership, nowMs: 1_000, toSend: 0, fault: false };
  const events: ObjectEvent[] = [];
  const leases: { campaignId: string; requestId: string; count: number }[] = [];
  const planned: number[] = [];
  function start() {
    const requests = new Requests({
      sql,
      now: () => world.nowMs,
      membership: () => world.membership,
      record: (told) => void events.push(...told),
      onChange: () => {},
    });
    const handOut = new HandOut({
      requests,
      isSuspended: () => world.membership.role === "SUSPENDED",
      campaigns: async () => world.open,
      take: async (request) => {
        await Promise.resolve();
        if (world.fault) throw new Error("the queue is not there");
        leases.push(request);
        const taken = Math.min(request.count, world.left[request.campaignId] ?? 0);
        return taken > 0 ? { ok: true, taken } : refuse("nothing_left", "All contacts have been assigned.");
      },
    });
    const operations = new RequestOperations({
      requests,
      handOut,
      membership: () => world.membership,
      service: async () => ({ campaignIds: world.open, trust: world.trust }),
      campaign: (campaignId) => (campaignId === CAMPAIGN_ID ? aConfig() : null),
      counts: () => ({ toSend: world.toSend, handedOut: 0, waiting: 0, open: 0, closed: 0 }),
      planHandOut: () => void planned.push(world.nowMs),
    });
    return { requests, handOut, operations };
  }
  const made = start();
  const ask = (requestId = R1, campaignId: string | null = null, count = 50) =>
    made.operations.ask({ requestId, campaignId, count });
  const decide = (approve: boolean, change: { requestId?: string; complaint?: boolean; reason?: string } = {}) =>
    made.operations.decide({ requestId: R1, approve, reason: "", complaint: false, byId: "pAdmin", ...change });
  const give = (role: Role) => void (world.membership = { ...world.membership, role });
  return { ...made, world, events, leases, planned, start, ask, decide, give };
}

describe("asking", () => {
  test("leaves a request that waits for a decision; the same id is the same request", async () => {
    const { ask, operations, events } = inbox();
    expect(await ask()).toMatchObject({ ok: true, request: { state: "pending", asked: 50, taken: null } });
    expect(await ask()).toMatchObject({ ok: true, request: { state: "pending" } });
    expect(events).toHaveLength(1);
    expect(await operations.list()).toMatchObject({ requests: [{ requestId: R1 }], mayAsk: true });
  });

  test("waits for one decision at a time", async () => {
    const { ask, decide } = inbox();
    await ask();
    expect(await ask(R2)).toMatchObject({ ok: false, reason: "request_waiting" });
    await decide(false);
    expect(await ask(R2)).toMatchObject({ ok: true });
  });

  test("is refused with a batch in hand, for a closed or unknown campaign, and when nobody shares out on request", async () => {
    const { ask, world } = inbox();
    expect(await ask(R1, "c000000000000009")).toMatchObject({ reason: "not_found" });
    world.toSend = 10;
    expect(await ask(R1, CAMPAIGN_ID)).toMatchObject({ reason: "batch_in_hand" });
    world.toSend = 9;
    expect(await ask(R1, CAMPAIGN_ID)).toMatchObject({ ok: true });
    world.open = [];
    expect(await ask(R2)).toMatchObject({ reason: "nothing_left" });
  });

  test("can be taken back until somebody has decided", async () => {
    const { ask, decide, operations } = inbox();
    await ask();
    expect(operations.withdraw({ requestId: R1 })).toMatchObject({ ok: true, request: { state: "withdrawn" } });
    expect(operations.withdraw({ requestId: R1 })).toMatchObject({ ok: true });
    expect(await decide(true)).toMatchObject({ ok: false, reason: "already_decided" });
    await ask(R2);
    await decide(false, { requestId: R2 });
    expect(operations.withdraw({ requestId: R2 })).toMatchObject({ reason: "already_decided" });
  });
});

describe("an approval", () => {
  test("brings contacts from the best campaign that has some, under the request's id", async () => {
    const { ask, decide, leases, world } = inbox();
    world.left = { cB: 30 };
    await ask();
    expect(await decide(true)).toMatchObject({
      ok: true,
      request: { state: "approved", taken: 30, takenFrom: "cB", decidedBy: "pAdmin" },
    });
    expect(leases.map(({ campaignId, requestId }) => [campaignId, requestId])).toEqual([
      ["cA", R1],
      ["cB", R1],
    ]);
  });

  test("by two admins at once, or twice, is one hand-out", async () => {
    const { ask, decide, leases, world } = inbox();
    world.left = { cA: 30 };
    await ask();
    const [first, second] = await Promise.all([decide(true), decide(true)]);
    expect([first, second]).toMatchObject([
      { ok: true, repeated: false, request: { taken: 30 } },
      { ok: true, repeated: true, request: { taken: 30 } },
    ]);
    expect(await decide(true)).toMatchObject({ ok: true, repeated: true, request: { taken: 30 } });
    expect(leases).toHaveLength(1);
  });

  test("after a rejection, or the other way round, is refused: the first word counts", async () => {
    const { ask, decide } = inbox();
    await ask();
    expect(await decide(false, { reason: "not today" })).toMatchObject({ ok: true, request: { note: "not today" } });
    expect(await decide(true)).toMatchObject({ ok: false, reason: "already_decided" });
    await ask(R2);
    await decide(true, { requestId: R2 });
    expect(await decide(false, { requestId: R2 })).toMatchObject({ reason: "already_decided" });
  });

  test("of a request that is not there is refused as not found", async () => {
    expect(await inbox().decide(true)).toMatchObject({ ok: false, reason: "not_found" });
  });

  test("that finds no contacts says so", async () => {
    const { ask, decide } = inbox();
    await ask();
    expect(await decide(true)).toMatchObject({ request: { state: "approved", taken: 0, takenFrom: null } });
    expect(await ask(R2)).toMatchObject({ ok: true });
  });

  test("that was interrupted goes on in the same campaign, although another is better by now", async () => {
    const made = inbox();
    const { ask, decide, world, leases, planned, start } = made;
    world.left = { cB: 30 };
    world.open = ["cB"];
    world.fault = true;
    await ask();
    await expect(decide(true)).rejects.toThrow("not there");
    expect(planned).toHaveLength(1);
    world.fault = false;
    world.open = ["cA", "cB"];
    world.left = { cA: 30, cB: 30 };
    const again = start();
    await again.handOut.runAll();
    expect(again.requests.get(R1)).toMatchObject({ taken: 30, takenFrom: "cB" });
    expect(leases.map(({ campaignId }) => campaignId)).toEqual(["cB"]);
    await again.handOut.runAll();
    expect(leases).toHaveLength(1);
  });
});

describe("a suspension", () => {
  test("rejects what waits, and nothing is approved after it", async () => {
    const { ask, decide, requests, give, leases } = inbox();
    await ask();
    give("SUSPENDED");
    expect(await decide(true)).toMatchObject({ ok: false, reason: "suspended" });
    requests.rejectAll("Your account is suspended.");
    expect(await decide(true)).toMatchObject({ ok: false, reason: "already_decided" });
    expect(leases).toEqual([]);
  });

  test("ends a hand-out that is under way", async () => {
    const { ask, decide, requests, give, world, leases } = inbox();
    world.left = { cB: 30 };
    await ask();
    const approving = decide(true);
    give("SUSPENDED");
    await approving;
    expect(leases.filter(({ campaignId }) => campaignId === "cB")).toEqual([]);
    expect(requests.get(R1)).toMatchObject({ taken: 0, note: expect.stringContaining("suspended") });
  });
});

describe("trust", () => {
  test("grants at once what a role is trusted with", async () => {
    const trust: TrustSettings = { fromRole: "VETTED_TEXTER", afterTexts: null };
    expect(await inbox({ trust, left: { cA: 9 } }).ask()).toMatchObject({ request: { state: "pending" } });
    const trusted = inbox({ trust, left: { cA: 9 } });
    trusted.give("VETTED_TEXTER");
    expect(await trusted.ask()).toMatchObject({
      request: { state: "approved", taken: 9, takenFrom: "cA", decidedBy: null },
    });
  });

  test("grows with texts, survives a restart, and begins anew after a complaint", async () => {
    const { ask, decide, requests, start, world } = inbox({ trust: { fromRole: null, afterTexts: 2 } });
    requests.countText();
    requests.countText();
    requests.flush();
    expect(start().requests.textsSinceComplaint).toBe(2);
    world.trust = NOBODY;
    await ask();
    await decide(false, { complaint: true });
    expect(requests.textsSinceComplaint).toBe(0);
    expect(start().requests.textsSinceComplaint).toBe(0);
    world.trust = { fromRole: null, afterTexts: 2 };
    expect(await ask(R2)).toMatchObject({ request: { state: "pending" } });
  });
});

test("every change goes to Postgres once, with a version that only grows", async () => {
  const { ask, decide, events, world, start } = inbox();
  world.left = { cA: 5 };
  await ask();
  await decide(true);
  await start().operations.ask({ requestId: R2, campaignId: null, count: 1 });
  expect(events.map(({ version, payload }) => [version, payload])).toMatchObject([
    [1, { requestId: R1, personId: ANA.personId, state: "pending" }],
    [2, { requestId: R1, state: "approved", taken: null }],
    [3, { requestId: R1, state: "approved", taken: 5 }],
    [4, { requestId: R2, state: "pending" }],
  ]);
});
