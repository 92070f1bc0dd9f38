/**
 * Assignments over the API: names from Postgres, refusals by name, no access to another organization's campaign, and an
 * admin who takes over.
 */
import { beforeAll, describe, expect, test, vi } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import { parseContactId, queueKey } from "../../../domain/ids.ts";
import type { AssignmentsAnswer } from "../../../domain/assignment/assignments.ts";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import { queueAt } from "../../../durable-objects/rpc/stubs.ts";
import { CSV, DRAFT, importDone, upload, uploaded } from "../../../test/workers/test-campaign.ts";
import { env, newOrganization, newTexter, ownService } from "../../../test/workers/test-client.ts";
import type { Browser, TestOrganization } from "../../../test/workers/test-client.ts";

let ours: TestOrganization;
let theirs: TestOrganization;
beforeAll(async () => {
  [ours, theirs] = [await newOrganization(), await newOrganization()];
  await ownService(ours);
});

/** Four contacts in two queues; admins alone give them out. */
async function campaign() {
  const policy = { ...DEFAULT_POLICY, sharing: "static" as const };
  const made = await uploaded(ours.admin, { ...DRAFT, policy }, CSV);
  await upload(ours.admin, made.campaignId, "first,cell\r\nDan,617-234-5680\r\nEve,617-234-5681\r\n");
  await importDone(ours.admin, made.campaignId);
  const start = await ours.admin.call(`/api/admin/campaigns/${made.campaignId}/start`, { json: {} });
  expect(start.body).toMatchObject({ ok: true });
  return { ...made, path: `/api/admin/campaigns/${made.campaignId}/assignments` };
}

const put = (by: Browser, path: string, counts: { personId: string; toSend: number }[]) =>
  by.call(path, { method: "PUT", json: { counts } });

async function shown(path: string): Promise<AssignmentsAnswer> {
  const { status, body } = await ours.admin.call(path);
  expect(status).toBe(200);
  // Answer of the route.
  return body as unknown as AssignmentsAnswer;
}

/** The contacts on a person's desk; the queues update it a moment later. */
async function onDesk(person: Browser, count: number): Promise<DeskItem[]> {
  return vi.waitUntil(
    async () => {
      const { body } = await person.call("/api/texter/changes", { json: { seq: 0 } });
      const items = body["items"] as DeskItem[];
      // An empty list is an answer, too.
      return items.length === count ? items : null;
    },
    { timeout: 30_000, interval: 50 },
  );
}

async function send(person: Browser, item: DeskItem) {
  const messageId = crypto.randomUUID();
  const isFirst = item.status === "needsMessage";
  const lastSeenId = item.messages.findLast((message) => message.direction === "in")?.id ?? null;
  const body = isFirst && item.firstText?.ok ? item.firstText.text : "Hello";
  const json = { contactId: item.contactId, messageId, body, initial: isFirst, lastSeenId };
  return person.call("/api/texter/send", { json });
}

describe("assignments", () => {
  test("is shown with names and roles; exact counts are set, and taken back", async () => {
    const { path, joinToken } = await campaign();
    const [one, other] = [await newTexter(ours), await newTexter(ours)];
    await other.call("/api/texter/join", { json: { token: joinToken } });
    expect(await shown(path)).toMatchObject({
      left: 4,
      texters: [{ personId: other.personId, name: "Tex Ter", role: "TEXTER", toSend: 0, conversations: 0 }],
    });
    const counts = [
      { personId: one.personId, toSend: 3 },
      { personId: other.personId, toSend: 1 },
    ];
    expect(await put(ours.admin, path, counts)).toMatchObject({ status: 200, body: { ok: true, missing: 0 } });
    const all = await shown(path);
    expect(all.left).toBe(0);
    expect(Object.fromEntries(all.texters.map((each) => [each.personId, each.toSend]))).toEqual({
      [one.personId]: 3,
      [other.personId]: 1,
    });
    const [item] = await onDesk(one, 3);
    await onDesk(other, 1);
    expect((await send(one, item!)).body).toMatchObject({ ok: true });
    const lower = await put(ours.admin, path, [{ personId: one.personId, toSend: 0 }]);
    expect(lower.body).toMatchObject({ counts: [{ personId: one.personId, wanted: 0, toSend: 0 }] });
    expect((await onDesk(one, 1))[0]?.contactId).toBe(item!.contactId);
    const released = await ours.admin.call(`${path}/release`, { json: { personId: other.personId } });
    expect(released.body).toEqual({ ok: true, released: 1 });
    expect(await shown(path)).toMatchObject({ left: 3 });
  });

  test("is split evenly", async () => {
    const { path } = await campaign();
    const people = [await newTexter(ours), await newTexter(ours), await newTexter(ours)];
    const personIds = people.map((person) => person.personId);
    const split = await ours.admin.call(`${path}/split`, { json: { personIds } });
    expect(split.body).toMatchObject({ ok: true, missing: 0 });
    const { left, texters } = await shown(path);
    expect([left, ...texters.map((each) => each.toSend).sort()]).toEqual([0, 1, 1, 2]);
  });
});

describe("an admin", () => {
  test("takes a conversation over, answers it in the texter's screens, and the texter has lost it", async () => {
    const { path, campaignId } = await campaign();
    const texter = await newTexter(ours);
    await put(ours.admin, path, [{ personId: texter.personId, toSend: 1 }]);
    const [item] = await onDesk(texter, 1);
    expect((await send(texter, item!)).body).toMatchObject({ ok: true });
    const { queueNo, n } = parseContactId(item!.contactId)!;
    const queue = queueAt(env, queueKey(campaignId, queueNo));
    await vi.waitUntil(async () => (await queue.counters()).numbers.sent === 1, { timeout: 30_000, interval: 50 });
    await queue.receive({ sid: `SM${item!.contactId}`, n, body: "Who is this?", carrierAnswered: false });
    expect((await shown(path)).texters).toMatchObject([{ personId: texter.personId, conversations: 1, waiting: 1 }]);
    const json = { to: [ours.adminId], contactIds: [item!.contactId] };
    const moved = await ours.admin.call(`${path}/reassign`, { json });
    expect(moved.body).toEqual({ ok: true, moved: [{ personId: ours.adminId, count: 1 }] });
    const [taken] = (await onDesk(ours.admin, 1)) as [DeskItem];
    expect(taken).toMatchObject({ contactId: item!.contactId, status: "needsResponse" });
    expect(await onDesk(texter, 0)).toEqual([]);
    const campaigns = await ours.admin.call("/api/texter/campaigns", { json: {} });
    expect(campaigns.body["campaigns"]).toMatchObject([{ campaignId, counts: { waiting: 1 } }]);
    expect((await send(ours.admin, taken)).body).toMatchObject({ ok: true, item: { status: "convo" } });
    expect((await shown(path)).texters.find((each) => each.personId === ours.adminId)).toMatchObject({
      name: "Ada Min",
      role: "OWNER",
      conversations: 1,
      waiting: 0,
    });
  });
});

describe("is refused", () => {
  test("for a campaign of another organization: it is not there, and nothing moves", async () => {
    const { path } = await campaign();
    const stranger = await newTexter(theirs);
    const { personId } = stranger;
    expect(await theirs.admin.call(path)).toMatchObject({ status: 404 });
    expect(await put(theirs.admin, path, [{ personId, toSend: 1 }])).toMatchObject({ status: 404 });
    for (const [what, json] of [
      ["split", { personIds: [personId] }],
      ["release", { personId }],
      ["reassign", { to: [personId], kind: "waiting" }],
    ] as const) {
      expect(await theirs.admin.call(`${path}/${what}`, { json })).toMatchObject({ status: 404 });
    }
    const malformed = path.replace(/\/c[^/]+\/assignments$/, "/x/assignments");
    expect(await ours.admin.call(malformed)).toMatchObject({ status: 404 });
    expect(await shown(path)).toMatchObject({ left: 4, texters: [] });
  });

  test("by name when a receiver is another organization's or suspended; a suspended one's contacts go back", async () => {
    const { path } = await campaign();
    const [texter, stranger] = [await newTexter(ours), await newTexter(theirs)];
    const foreign = await put(ours.admin, path, [{ personId: stranger.personId, toSend: 1 }]);
    expect(foreign).toMatchObject({ status: 404, body: { reason: "not_found" } });
    expect(foreign.body["message"]).toContain(stranger.personId);
    await put(ours.admin, path, [{ personId: texter.personId, toSend: 2 }]);
    const json = { role: "SUSPENDED" };
    await ours.admin.call(`/api/admin/people/${texter.personId}`, { method: "PATCH", json });
    const suspended = await put(ours.admin, path, [{ personId: texter.personId, toSend: 4 }]);
    expect(suspended).toMatchObject({ status: 422, body: { reason: "receiver_suspended" } });
    expect(suspended.body["message"]).toContain("Tex Ter");
    const to = [texter.personId];
    const moved = await ours.admin.call(`${path}/reassign`, { json: { to, kind: "waiting" } });
    expect(moved.body).toMatchObject({ reason: "receiver_suspended" });
    await vi.waitUntil(async () => (await shown(path)).left === 4, { timeout: 30_000, interval: 50 });
    expect(await shown(path)).toMatchObject({ texters: [{ toSend: 0, role: "SUSPENDED" }] });
    expect(await put(ours.admin, path, [{ personId: texter.personId, toSend: 0 }])).toMatchObject({ status: 200 });
  });

  test("for texters, and when nothing says which contacts are meant", async () => {
    const { path } = await campaign();
    const texter = await newTexter(ours);
    expect(await texter.call(path)).toMatchObject({ status: 403 });
    const vague = await ours.admin.call(`${path}/reassign`, { json: { to: [texter.personId] } });
    expect(vague).toMatchObject({ status: 400 });
  });
});
