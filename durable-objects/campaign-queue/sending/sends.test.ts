/** Accepting a text: which side wins a race (docs/rules.md#sending-acceptance). */
import { describe, expect, test } from "vitest";
import { accepted, ANA, BEN, NOON, queueWorld } from "../../testing/queue-world.ts";
import { applyOptOut } from "../conversations/inbound.ts";
import { release } from "../assignment/leases.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";

const MESSAGE = "message-of-the-app-1";

function leased(config = {}) {
  const world = queueWorld({ contacts: 3, config });
  world.lease(ANA, 3);
  return world;
}

/** Contact 1 was texted and has answered with `reply`. */
function inConversation(config = {}) {
  const world = leased(config);
  world.send(1);
  world.wave();
  world.receive(1, "Maybe", "SMreply");
  return world;
}

describe("identity is the message id", () => {
  test("twenty identical sends text the contact once, and all get the same answer", () => {
    const world = leased();
    const answers = Array.from({ length: 20 }, () => world.send(1, { messageId: MESSAGE, body: world.firstText(1) }));
    const [first, ...others] = answers;
    expect(first).toMatchObject({ ok: true, repeated: false });
    for (const other of others) {
      expect(other).toEqual({ ...first, repeated: true });
    }
    expect(world.wave()).toHaveLength(1);
    expect(world.wave()).toHaveLength(0);
  });

  test("the same id is known after a restart, even if contact and campaign have changed", () => {
    const world = leased();
    world.send(1, { messageId: MESSAGE });
    world.wave();
    world.receive(1, "stop");
    world.configure({ status: "CLOSED" });
    world.restart();
    expect(world.send(1, { messageId: MESSAGE, initial: true })).toMatchObject({ ok: true, repeated: true });
    expect(world.sent(1)).toHaveLength(1);
  });

  test("the same words sent twice on purpose are two texts", () => {
    const world = inConversation();
    expect(world.send(1, { body: "Hello?" }).ok).toBe(true);
    expect(world.send(1, { body: "Hello?" }).ok).toBe(true);
    expect(world.wave().map((message) => message.body)).toEqual(["Hello?", "Hello?"]);
  });

  test("the same id is answered as before once the contact is somebody else's, without what was said there since", () => {
    const world = inConversation();
    const sent = { messageId: MESSAGE, body: "See you there", lastSeenId: "SMreply" };
    expect(world.send(1, sent)).toMatchObject({ ok: true, repeated: false });
    for (const next of [BEN.personId, null]) {
      world.store.block((change) => change.saveContact(world.contact(1), { texter: next }));
      world.restart();
      expect(world.send(1, sent)).toEqual({ ok: true, gaveAway: true, repeated: true });
      expect(world.send(1, { ...sent, messageId: "message-of-the-app-2" })).toMatchObject({ reason: "not_yours" });
    }
    expect(world.sent(1).filter(({ id }) => id === MESSAGE)).toHaveLength(1);
  });

  test("another texter's message id tells nothing of the conversation", () => {
    const world = leased();
    world.send(1, { messageId: MESSAGE });
    expect(world.send(1, { messageId: MESSAGE, texter: BEN })).toMatchObject({ ok: false, reason: "not_yours" });
  });
});

describe("a text is accepted", () => {
  test("as QUEUED, for the newest script, and the contact becomes messaged, later convo", () => {
    const world = leased({ scriptVersion: 7 });
    const answer = world.send(1);
    expect(answer).toMatchObject({ ok: true, item: { status: "messaged", firstText: null, handedOut: false } });
    expect(world.onlyText(1)).toMatchObject({
      send_status: "QUEUED",
      script_version: 7,
      texter: ANA.personId,
      kind: "first",
    });
    world.send(1);
    expect(world.contact(1).status).toBe("messaged");
    world.receive(1, "Hi");
    expect(world.send(1)).toMatchObject({ ok: true, item: { status: "convo" } });
    expect(world.sent(1).map((message) => message.kind)).toEqual(["first", "reply", "reply"]);
  });

  test("into a closed conversation, which goes on with it", () => {
    const world = inConversation();
    world.store.block((change) => change.saveContact(world.contact(1), { status: "closed" }));
    expect(world.send(1)).toMatchObject({ ok: true, item: { status: "convo" } });
  });

  test("with one event for the contact and one for the message", () => {
    const world = leased();
    world.events.length = 0;
    world.send(1);
    expect(world.events.map((event) => event.kind)).toEqual(["contact", "message"]);
    expect(new Set(world.events.map((event) => event.version)).size).toBe(2);
  });
});

describe("a text is refused", () => {
  const refusals: [string, () => unknown, object][] = [
    ["unknown contact", () => leased().send(9), { reason: "not_found" }],
    [
      "contact opted out meanwhile",
      () => {
        const world = leased();
        world.store.block((change) => applyOptOut(world.store, change, { contacts: [1], optedOut: true, version: 1 }));
        return world.send(1);
      },
      { reason: "opted_out", item: { optedOut: true } },
    ],
    [
      "contact replied while the texter composed",
      () => inConversation().send(1, { lastSeenId: null }),
      {
        reason: "conversation_moved",
        item: { status: "needsResponse", messages: [{ direction: "out" }, { id: "SMreply", body: "Maybe" }] },
      },
    ],
    [
      "a newer reply came than the one that the texter saw",
      () => {
        const world = inConversation();
        world.receive(1, "Or not", "SMnewer");
        return world.send(1, { lastSeenId: "SMreply" });
      },
      { reason: "conversation_moved" },
    ],
    ["contact of somebody else", () => leased().send(1, { texter: BEN }), { reason: "not_yours" }],
    [
      "lease lost",
      () => {
        const world = leased();
        release(world.store, ANA.personId);
        return world.send(1);
      },
      { reason: "not_yours" },
    ],
    ["campaign paused", () => leased({ paused: true }).send(1), { reason: "campaign_paused" }],
    ["reply, campaign paused", () => inConversationThen({ paused: true }), { reason: "campaign_paused" }],
    ["reply, campaign closed", () => inConversationThen({ status: "CLOSED" }), { reason: "campaign_closed" }],
    ["reply, campaign archived", () => inConversationThen({ status: "ARCHIVED" }), { reason: "campaign_archived" }],
    [
      "first text, campaign closed for initials",
      () => {
        const world = leased();
        world.configure({ status: "CLOSED_FOR_INITIAL_SENDS" });
        return world.send(1);
      },
      { reason: "campaign_closed_for_initials" },
    ],
    ["1,601 characters", () => inConversation().send(1, { body: "x".repeat(1601) }), { reason: "too_long" }],
    ["nothing but spaces", () => inConversation().send(1, { body: " \n " }), { reason: "bad_request" }],
    [
      "a second first text, from another tab",
      () => {
        const world = leased();
        world.send(1);
        return world.send(1, { initial: true });
      },
      { reason: "already_messaged", item: { status: "messaged" } },
    ],
    [
      "a first text that is not the script's",
      () => leased().send(1, { body: "Buy now" }),
      { reason: "script_changed", item: { firstText: { ok: true, text: "Hi First1, Ana here. Will you come?" } } },
    ],
    [
      "a first text whose field is missing",
      () => leased({ script: scriptWith("Hi {nickname}") }).send(1, { body: "Hi " }),
      { reason: "missing_field", item: { firstText: { ok: false, missing: "nickname" } } },
    ],
  ];
  test.each(refusals)("%s", (_, act, expected) => {
    expect(act()).toMatchObject({ ok: false, ...expected });
  });

  test("and leaves nothing behind", () => {
    const world = leased({ paused: true });
    const { version } = world.store;
    world.events.length = 0;
    world.send(1);
    expect(world.store.version).toBe(version);
    expect(world.events).toEqual([]);
    expect(world.sent(1)).toEqual([]);
  });
});

test("replies stay possible when the campaign is closed for initials", () => {
  const world = inConversation();
  world.configure({ status: "CLOSED_FOR_INITIAL_SENDS" });
  expect(world.send(1).ok).toBe(true);
});

test("1,600 characters are accepted", () => {
  expect(inConversation().send(1, { body: "x".repeat(1600) }).ok).toBe(true);
});

test("an edited first text is accepted where the campaign allows it", () => {
  expect(leased({ firstTextEditable: true }).send(1, { body: "Hello there" }).ok).toBe(true);
});

describe("texting hours", () => {
  const at = (hour: number, minute: number) => NOON + ((hour - 12) * 60 + minute) * 60_000;

  test.each([
    ["08:59", at(8, 59), false, at(9, 0)],
    ["09:00", at(9, 0), true, 0],
    ["20:50, ten minutes left", at(20, 50), true, 0],
    ["20:51", at(20, 51), false, at(33, 0)],
  ])("a first text at %s", (_, now, goes, mayGoAtMs) => {
    const world = leased();
    world.clock.now = now;
    const answer = world.send(1);
    if (goes) expect(answer.ok).toBe(true);
    else expect(answer).toMatchObject({ ok: false, reason: "outside_hours", mayGoAtMs });
  });

  test.each([
    ["20:58, two minutes left", at(20, 58), true],
    ["20:59", at(20, 59), false],
  ])("a reply at %s", (_, now, goes) => {
    const world = inConversation();
    world.clock.now = now;
    expect(world.send(1).ok).toBe(goes);
  });

  test("a reply that came in meanwhile is shown first", () => {
    const world = inConversation();
    world.clock.now = at(22, 0);
    expect(world.send(1, { lastSeenId: null })).toMatchObject({ reason: "conversation_moved" });
  });
});

test("several variants: the same one for the same contact, whichever texter texts it", () => {
  const texts = ["A {texterFirstName}", "B {texterFirstName}", "C {texterFirstName}"];
  const script = { rootStepId: "s1", steps: [{ id: "s1", texts, question: "", answers: [] }] };
  const variants = (restarts: number) => {
    const world = queueWorld({ contacts: 60, config: { script } });
    for (let i = 0; i < restarts; i += 1) world.restart();
    world.lease(ANA, 60);
    return Array.from({ length: 60 }, (_, index) => {
      const answer = world.send(index + 1, { body: "not the script" });
      const text = !answer.ok && answer.item?.firstText;
      return text && text.ok ? text.text : "";
    });
  };
  expect(new Set(variants(0))).toEqual(new Set(["A Ana", "B Ana", "C Ana"]));
  expect(variants(1)).toEqual(variants(0));
});

test("a wave that the carrier takes makes the text SENT, with its sid", () => {
  const world = leased();
  world.send(1);
  world.wave({ ...accepted(), sid: "SM77" } as ReturnType<typeof accepted>);
  expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", sid: "SM77", attempts: 1 });
});

function inConversationThen(change: Partial<CampaignConfig>) {
  const world = inConversation();
  world.configure(change);
  return world.send(1);
}

function scriptWith(text: string) {
  return { rootStepId: "s1", steps: [{ id: "s1", texts: [text], question: "", answers: [] }] };
}

describe("the labels of a canned response", () => {
  const label = (n: number) => `l${String(n).padStart(15, "0")}`;
  const response = { id: "r1", title: "Ride", text: "We can drive you.", labels: [label(1)] };

  function withResponse() {
    const world = inConversation();
    const { script } = world.store.config!;
    world.configure({ script: { ...script!, responses: [response] } });
    return world;
  }

  test("come on together with the text, in the same block", () => {
    const world = withResponse();
    const before = world.events.length;
    const sent = world.send(1, { body: "We can drive you.", labels: [label(1)] });
    expect(sent).toMatchObject({ ok: true, item: { labels: [label(1)] } });
    expect(world.events.slice(before).filter(({ kind }) => kind === "contact")).toMatchObject([
      { payload: { status: "convo", labels: [label(1)] } },
    ]);
  });

  test("stay off when the text is refused", () => {
    const world = withResponse();
    world.receive(1, "Wait", "SMnewer");
    expect(world.send(1, { body: "We can drive you.", labels: [label(1)], lastSeenId: "SMreply" })).toMatchObject({
      reason: "conversation_moved",
    });
    expect(world.contact(1).labels).toBeNull();
  });
});
