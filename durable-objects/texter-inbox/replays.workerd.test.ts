/** Frames of a live socket that come again, come late, or come from somebody else; and an outbox that delivers after its owner's role changed. */
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { DeskItem } from "../../domain/texter-app/texter.ts";
import {
  afterTest,
  aTexter,
  cells,
  contactTexts,
  deliverAll,
  evict,
  firstQueue,
  inboxStub,
  itemOnDesk,
  ledger,
  perform,
  queueNumbers,
  runningCampaign,
  sendText,
  setRole,
  take,
  WAIT,
  withoutWaiting,
} from "../../test/workers/workers-world.ts";
import type { Running } from "../../test/workers/workers-world.ts";
import { connected } from "../../test/workers/socket-link.ts";
import type { SocketLink } from "../../test/workers/socket-link.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

type Frame = { t: "op"; id: number; op: string; p: Record<string, unknown> };

let frameIds = 0;
const frame = (op: string, p: Record<string, unknown>): Frame => ({ t: "op", id: (frameIds += 1), op, p });

/** Says frames and waits for an answer to each; the answers in the order of the frames. */
async function saying(link: SocketLink, ...frames: Frame[]) {
  const before = link.heard("re").length;
  for (const each of frames) link.say(each);
  await vi.waitUntil(() => link.heard("re").length === before + frames.length, WAIT);
  return link.heard("re").slice(before);
}

function firstText(item: DeskItem): Record<string, unknown> {
  const body = item.firstText?.ok ? item.firstText.text : "";
  return { contactId: item.contactId, messageId: crypto.randomUUID(), body, initial: true, lastSeenId: null };
}

/** Ana has two conversations: both were texted, and both contacts have answered. */
async function talking(areaCode: number) {
  const numbers = cells(areaCode, 3);
  const running = await runningCampaign(numbers);
  const [one, two, unsent] = await take(running, 3);
  if (!one || !two || !unsent) throw new Error("no contacts");
  for (const item of [one, two]) await sendText(running.texter, item);
  await vi.waitUntil(async () => (await queueNumbers(running)).sent === 2, WAIT);
  for (const item of [one, two]) await deliverAll(await contactTexts(running.orgId, item.cell, "Hello?"));
  await vi.waitUntil(async () => {
    const items = await Promise.all([one, two].map((item) => itemOnDesk(running.texter, item.contactId)));
    return items.every(({ status }) => status === "needsResponse");
  }, WAIT);
  const now = await itemOnDesk(running.texter, one.contactId);
  return { running, numbers, one: now, two: await itemOnDesk(running.texter, two.contactId), unsent };
}

const lastSeen = (item: DeskItem) => item.messages.findLast(({ direction }) => direction === "in")?.id ?? null;

/** One tap of every kind on a conversation, and a reply. */
function tapsOn(item: DeskItem, campaignId: string): Frame[] {
  const { contactId } = item;
  const lastSeenId = lastSeen(item);
  const opId = () => crypto.randomUUID();
  return [
    frame("send", { contactId, messageId: opId(), body: "See you there", initial: false, lastSeenId }),
    frame("answer", { contactId, stepId: "s1", value: "Yes", opId: opId() }),
    frame("close", { contactId, lastSeenId, opId: opId() }),
    frame("reopen", { contactId, opId: opId() }),
    frame("label", { contactId, labelId: "l000000000000001", on: false, opId: opId() }),
    frame("optOut", { contactId, reason: "asked on the phone", opId: opId() }),
    frame("release", { campaignId, opId: opId() }),
  ];
}

async function stateOf({ texter }: Running, ...items: DeskItem[]) {
  return Promise.all(items.map((item) => itemOnDesk(texter, item.contactId)));
}

describe("a frame of a live socket that comes again", () => {
  test("twice at once, on another socket, and after evictions is one text", async () => {
    const running = await runningCampaign(cells(320, 1));
    const [item] = await take(running, 1);
    const [link, other] = [await connected(running.texter), await connected(running.texter)];
    await link.ready();
    await other.ready();
    const send = frame("send", firstText(item!));
    const answers = await saying(link, send, send, send);
    expect(answers.map(({ id }) => id)).toEqual([send.id, send.id, send.id]);
    expect(answers).toMatchObject([
      { r: { ok: true, repeated: false } },
      { r: { repeated: true } },
      { r: { repeated: true } },
    ]);
    expect(await saying(other, send)).toMatchObject([{ r: { ok: true, repeated: true } }]);
    await evict(inboxStub(running.texter));
    await evict(firstQueue(running));
    expect(await saying(link, send)).toMatchObject([{ r: { ok: true, repeated: true } }]);
    await vi.waitUntil(async () => (await queueNumbers(running)).queued === 0, WAIT);
    expect(await ledger([item!.cell])).toHaveLength(1);
  });

  test("an hour's frames in their order once more change nothing", async () => {
    const { running, one, two } = await talking(321);
    const link = await connected(running.texter);
    await link.ready();
    const [, answer, close] = tapsOn(one, running.campaignId) as [Frame, Frame, Frame];
    const hour = [
      answer,
      frame("answer", { contactId: one.contactId, stepId: "s1", value: "No", opId: crypto.randomUUID() }),
      close,
      frame("reopen", { contactId: one.contactId, opId: crypto.randomUUID() }),
      frame("send", {
        contactId: two.contactId,
        messageId: crypto.randomUUID(),
        body: "Good to hear",
        initial: false,
        lastSeenId: lastSeen(two),
      }),
    ];
    for (const each of hour) expect(await saying(link, each)).toMatchObject([{ r: { ok: true } }]);
    await vi.waitUntil(async () => (await queueNumbers(running)).queued === 0, WAIT);
    await vi.waitUntil(
      async () => (await itemOnDesk(running.texter, two.contactId)).messages.at(-1)?.sendStatus === "SENT",
      WAIT,
    );
    const before = await stateOf(running, one, two);
    expect(before).toMatchObject([{ answers: { s1: "No" }, status: "needsResponse" }, { status: "convo" }]);
    for (const each of await saying(link, ...hour)) expect(each.r).toMatchObject({ ok: true });
    await evict(inboxStub(running.texter));
    await evict(firstQueue(running));
    for (const each of hour.toReversed()) await saying(link, each);
    expect(await stateOf(running, one, two)).toEqual(before);
    expect(await ledger([two.cell])).toHaveLength(2);
  });

  test("with the id of another frame is its own frame: what counts is what was tapped", async () => {
    const { running, one, two } = await talking(330);
    const link = await connected(running.texter);
    await link.ready();
    const close = frame("close", { contactId: one.contactId, lastSeenId: lastSeen(one), opId: crypto.randomUUID() });
    const twin = {
      ...frame("close", { ...close.p, contactId: two.contactId, opId: crypto.randomUUID() }),
      id: close.id,
    };
    twin.p["lastSeenId"] = lastSeen(two);
    expect(await saying(link, close, twin)).toMatchObject([
      { id: close.id, r: { item: { contactId: one.contactId, status: "closed" } } },
      { id: close.id, r: { item: { contactId: two.contactId, status: "closed" } } },
    ]);
    // The same tap for another contact, or as another operation.
    expect(await saying(link, frame("reopen", close.p))).toMatchObject([{ r: { ok: false, reason: "bad_request" } }]);
    const moved = frame("close", { ...close.p, contactId: two.contactId });
    expect(await saying(link, moved)).toMatchObject([{ r: { ok: false, reason: "bad_request" } }]);
  });
});

describe("a hello that comes again", () => {
  test("with an older number gets what changed since, and never takes anything back", async () => {
    const { running, one } = await talking(323);
    const link = await connected(running.texter);
    const seq = await link.ready();
    const close = frame("close", { contactId: one.contactId, lastSeenId: lastSeen(one), opId: crypto.randomUUID() });
    await saying(link, close);
    for (const old of [seq, 0, seq, 1]) {
      const ready = link.heard("ready").length;
      link.say({ t: "hello", v: 1, seq: old });
      await vi.waitUntil(() => link.heard("ready").length > ready, WAIT);
      expect(link.heard("ready").at(-1)?.seq).toBeGreaterThan(seq);
    }
    const told = link
      .heard("changes")
      .flatMap(({ items }) => items)
      .filter((item) => item.contactId === one.contactId);
    expect(told.at(-1)).toMatchObject({ status: "closed" });
    // Whatever order an app reads them in, the highest version is the present one.
    const newest = told.toSorted((a, b) => b.version - a.version)[0];
    expect(newest).toMatchObject({ status: "closed" });
    expect(await itemOnDesk(running.texter, one.contactId)).toMatchObject({ status: "closed" });
  });

  test.each([-1, 1.5, "7", null])("with %j for a number is no frame", async (seq) => {
    const texter = await aTexter("o0000000000000r1");
    const link = await connected(texter);
    link.say({ t: "hello", v: 1, seq });
    await vi.waitUntil(() => link.closed.code === 4400, WAIT);
  });
});

describe("frames of somebody else's conversation", () => {
  test("find nothing, also those that its texter said before, and also from a member of the same campaign", async () => {
    const { running, one, unsent } = await talking(324);
    const ben = await aTexter(running.orgId, "Ben");
    await perform(ben, "join", { token: running.joinToken });
    const stranger = await aTexter("o0000000000000r2", "Cy");
    const link = await connected(running.texter);
    await link.ready();
    const said = frame("send", { ...tapsOn(one, running.campaignId)[0]?.p });
    expect(await saying(link, said)).toMatchObject([{ r: { ok: true } }]);
    await vi.waitUntil(async () => {
      const { messages } = await itemOnDesk(running.texter, one.contactId);
      return messages.at(-1)?.sendStatus === "SENT";
    }, WAIT);
    const before = await stateOf(running, one, unsent);
    for (const person of [ben, stranger]) {
      const foreign = await connected(person);
      await foreign.ready();
      const others = tapsOn(one, running.campaignId).filter(({ op }) => op !== "release");
      const frames = [
        said,
        ...others,
        frame("send", firstText(unsent)),
        frame("contact", { contactId: one.contactId }),
      ];
      for (const { r } of await saying(foreign, ...frames)) expect(r).toMatchObject({ ok: false, reason: "not_found" });
      const released = await saying(
        foreign,
        frame("release", { campaignId: running.campaignId, opId: crypto.randomUUID() }),
      );
      expect(released[0]?.r).toMatchObject(
        person === ben ? { ok: true, released: 0 } : { ok: false, reason: "not_found" },
      );
      expect(foreign.heard("changes").flatMap(({ items }) => items)).toEqual([]);
    }
    expect(await stateOf(running, one, unsent)).toEqual(before);
    expect(await ledger([unsent.cell])).toEqual([]);
  });

  test("that went to another texter meanwhile are refused to the former one, and told", async () => {
    const { running, one, two } = await talking(325);
    const { orgId, campaign, texter } = running;
    const ben = await aTexter(orgId, "Ben");
    await perform(ben, "join", { token: running.joinToken });
    const link = await connected(texter);
    await link.ready();
    const { personId, firstName, lastName } = ben;
    const to = [{ personId, firstName, lastName, alias: null }];
    const given = await campaign.reassign({ orgId, to, contactIds: [one.contactId], kind: "conversations" });
    expect(given).toMatchObject({ ok: true });
    const frames = tapsOn(one, running.campaignId).filter(({ op }) => op !== "release");
    for (const { r } of await saying(link, ...frames)) {
      expect(r).toMatchObject({ ok: false, message: expect.any(String) });
      expect(["not_found", "not_yours"]).toContain("reason" in r ? r.reason : null);
    }
    expect(await itemOnDesk(ben, one.contactId)).toMatchObject({
      status: "needsResponse",
      answers: {},
      optedOut: false,
    });
    expect(await itemOnDesk(texter, two.contactId)).toMatchObject({ status: "needsResponse" });
  });
});

describe("an outbox that delivers after its owner's role changed", () => {
  test("is refused whole while they are suspended, says so, and changes nothing", async () => {
    const { running, one, unsent } = await talking(326);
    const { texter } = running;
    const outbox = [...tapsOn(one, running.campaignId), frame("send", firstText(unsent))];
    await setRole(texter, "SUSPENDED");
    const refusals = [];
    for (const { op, p } of outbox) refusals.push(await perform(texter, op as "send", p));
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        ok: false,
        reason: "suspended",
        message: expect.stringMatching(/^Your account/),
      });
    }
    await evict(inboxStub(texter));
    await evict(firstQueue(running));
    for (const { op, p } of outbox)
      expect(await perform(texter, op as "send", p)).toMatchObject({ reason: "suspended" });
    expect(await ledger([unsent.cell])).toEqual([]);
    expect(await queueNumbers(running)).toMatchObject({ optOuts: 0, queued: 0, needsResponse: 2 });
  });

  test("and goes on when the suspension ends: what is still theirs goes once, what went to others is told", async () => {
    const { running, one, unsent } = await talking(327);
    const { texter } = running;
    const reply = tapsOn(one, running.campaignId)[0]!;
    const answer = tapsOn(one, running.campaignId)[1]!;
    const first = frame("send", firstText(unsent));
    await setRole(texter, "SUSPENDED");
    for (const { op, p } of [reply, answer, first])
      expect(await perform(texter, op as "send", p)).toMatchObject({ reason: "suspended" });
    // Their unsent contacts go back at once.
    await vi.waitUntil(async () => (await queueNumbers(running)).left === 1, WAIT);
    await setRole(texter, "TEXTER");
    expect(await perform(texter, "send", reply.p)).toMatchObject({ ok: true, repeated: false });
    expect(await perform(texter, "send", reply.p)).toMatchObject({ ok: true, repeated: true });
    expect(await perform(texter, "answer", answer.p)).toMatchObject({ ok: true, item: { answers: { s1: "Yes" } } });
    const told = await perform(texter, "send", first.p);
    expect(told).toMatchObject({ ok: false, message: expect.any(String) });
    expect(["not_found", "not_yours"]).toContain(told.reason);
    await vi.waitUntil(async () => (await queueNumbers(running)).queued === 0, WAIT);
    expect(await ledger([one.cell])).toHaveLength(2);
    expect(await ledger([unsent.cell])).toEqual([]);
  });

  test("of somebody who became an admin, or an admin who is a texter again, delivers as a texter's", async () => {
    const { running, one, two } = await talking(331);
    await setRole(running.texter, "ADMIN");
    expect(await perform(running.texter, "send", tapsOn(one, running.campaignId)[0]!.p)).toMatchObject({ ok: true });
    await setRole(running.texter, "TEXTER");
    expect(await perform(running.texter, "send", tapsOn(two, running.campaignId)[0]!.p)).toMatchObject({ ok: true });
  });
});
