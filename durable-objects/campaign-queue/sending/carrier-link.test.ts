/** The last look at a text, right before the carrier gets it (docs/rules.md#sending-last-look). */
import { describe, expect, test } from "vitest";
import type { OfferedText, SendOutcome } from "../../../domain/sending/carrier.ts";
import { automaticTexts } from "../../../domain/opt-outs/automatic-texts.ts";
import { NEEDED_MS } from "../../../domain/hours/texting-window.ts";
import { accepted, aConfig, ANA, cellOf, NOON, ORG_ID, queueWorld } from "../../testing/queue-world.ts";
import type { QueueWorld } from "../../testing/queue-world.ts";
import { carrierThat, linkTo, pictureAt } from "../../testing/sending-world.ts";
import { applyOptOut } from "../conversations/inbound.ts";
import { CONFIRM_WITHIN_MS, confirmationIsDecided, queueAnswers } from "../opt-outs/confirmations.ts";
import { optOutIsReported, owedOptOut } from "../opt-outs/owed-opt-outs.ts";
import { beginWave, settleWave } from "./waves.ts";

const WITHHELD = { kind: "withheld" };
const DAY_ENDS = NOON + 9 * 3_600_000;

/** Two first texts in a wave that has begun, and the link that carries them. */
function waveOfTwo({ ready }: { ready?: () => Promise<SendOutcome | null> | null } = {}) {
  const world = queueWorld({ contacts: 2 });
  for (const n of world.lease(ANA, 2)) world.send(n);
  return { world, ...begun(world, ready) };
}

function begun(world: QueueWorld, ready?: () => Promise<SendOutcome | null> | null) {
  const offered: OfferedText[] = [];
  const take = (text: OfferedText) => {
    offered.push(text);
    return accepted();
  };
  const link = linkTo(world, carrierThat(take, ready ? { ready } : {}));
  const { texts } = beginWave(world.store, 100);
  const carry = (at = 0) => {
    const text = texts[at];
    if (!text) throw new Error(`The wave has no text ${at}`);
    return link.carry(text);
  };
  return { offered, texts, carry };
}

function optOut(world: QueueWorld, n: number, optedOut: boolean, version: number): void {
  world.store.block((change) => applyOptOut(world.store, change, { contacts: [n], optedOut, version }));
}

describe("a text of a wave", () => {
  test("is offered with all that the carrier needs, for as long as its hours last", async () => {
    const { world, offered, carry } = waveOfTwo();
    world.clock.now = DAY_ENDS - NEEDED_MS.initial - 30_500;
    expect(await carry()).toMatchObject({ kind: "accepted" });
    expect(offered).toEqual([
      {
        n: 1,
        orgId: ORG_ID,
        contactId: world.id(1),
        messageId: world.onlyText(1).id,
        to: cellOf(1),
        body: world.firstText(1),
        messagingServiceSid: aConfig().messagingServiceSid,
        from: null,
        validityPeriodSeconds: NEEDED_MS.initial / 1000 + 30,
        picture: null,
      },
    ]);
  });

  const SINCE: Record<string, (world: QueueWorld) => void> = {
    "the contact has opted out": (world) => optOut(world, 1, true, 1),
    "the contact has written STOP": (world) => void world.receive(1, "STOP"),
    "the campaign is paused": (world) => world.configure({ paused: true }),
    "the campaign is archived": (world) => world.configure({ status: "ARCHIVED" }),
    "its texting hours are over": (world) => void (world.clock.now = DAY_ENDS),
    "too little is left of its texting hours": (world) => void (world.clock.now = DAY_ENDS - NEEDED_MS.initial + 1),
    "its texting hours were shortened": (world) =>
      world.configure({ window: { ...aConfig().window, endHour: 12, startHour: 9 } }),
  };
  test.each(Object.keys(SINCE))("is not offered when, since the wave began, %s", async (what) => {
    const { world, offered, carry } = waveOfTwo();
    SINCE[what]?.(world);
    expect(await carry()).toEqual(WITHHELD);
    expect(offered).toEqual([]);
  });

  test("is offered although another contact has opted out since the wave began", async () => {
    const { world, offered, carry } = waveOfTwo();
    optOut(world, 2, true, 1);
    expect(await carry(0)).toMatchObject({ kind: "accepted" });
    expect(await carry(1)).toEqual(WITHHELD);
    expect(offered.map(({ to }) => to)).toEqual([cellOf(1)]);
  });

  test("that was withheld is in the line again, where the next wave decides: it goes, or not any more", async () => {
    const { world, texts, carry } = waveOfTwo();
    world.configure({ paused: true });
    optOut(world, 2, true, 1);
    const carried = [];
    for (const [at, { message }] of texts.entries()) carried.push({ message, outcome: await carry(at) });
    settleWave(world.store, carried, 1_000);
    expect([world.onlyText(1).send_status, world.onlyText(2).send_status]).toEqual(["QUEUED", "QUEUED"]);
    world.configure({ paused: false });
    expect(world.wave().map(({ n }) => n)).toEqual([1]);
    expect([world.onlyText(1).send_status, world.onlyText(2).send_status]).toEqual(["SENT", "NOT_ATTEMPTED"]);
  });
});

describe("a carrier that has to prepare", () => {
  test("decides the outcome without an offer when it is not ready", async () => {
    const waits: SendOutcome = { kind: "throttled", retryAfterMs: 2_000 };
    const { offered, carry } = waveOfTwo({ ready: async () => waits });
    expect(await carry()).toEqual(waits);
    expect(offered).toEqual([]);
  });

  test("is not offered a text whose contact opted out while it prepared", async () => {
    const { world, offered, carry } = waveOfTwo({
      ready: async () => {
        optOut(world, 1, true, 1);
        return null;
      },
    });
    expect(await carry()).toEqual(WITHHELD);
    expect(offered).toEqual([]);
  });
});

describe("the confirmation of an opt-out", () => {
  const TEXTS = automaticTexts(undefined, "Org");

  function confirming() {
    const world = queueWorld({ contacts: 1 });
    world.lease(ANA, 1);
    world.send(1);
    world.wave();
    world.receive(1, "please stop texting me", "SM1");
    const owed = owedOptOut(world.store, 1, "SM1");
    if (!owed) throw new Error("the opt-out is not owed");
    optOut(world, 1, true, 1);
    confirmationIsDecided(world.store, 1, "SM1", true);
    optOutIsReported(world.store, owed);
    queueAnswers(world.store, TEXTS);
    return { world, ...begun(world) };
  }

  test("is offered although the contact has opted out, for as long as it may still confirm", async () => {
    const { offered, carry } = confirming();
    expect(await carry()).toMatchObject({ kind: "accepted" });
    expect(offered).toMatchObject([{ body: TEXTS.confirmation }]);
    expect(offered[0]?.validityPeriodSeconds).toBeLessThanOrEqual(CONFIRM_WITHIN_MS / 1000);
  });

  const SINCE: Record<string, (world: QueueWorld) => void> = {
    "the contact has opted in again": (world) => optOut(world, 1, false, 2),
    "the contact has opted in and out again, which has a confirmation of its own": (world) => {
      optOut(world, 1, false, 2);
      optOut(world, 1, true, 3);
    },
    "the campaign is paused": (world) => world.configure({ paused: true }),
    "it would come too late": (world) => void (world.clock.now += CONFIRM_WITHIN_MS),
  };
  test.each(Object.keys(SINCE))("is not offered when, since the wave began, %s", async (what) => {
    const { world, offered, carry } = confirming();
    SINCE[what]?.(world);
    expect(await carry()).toEqual(WITHHELD);
    expect(offered).toEqual([]);
  });
});

test("a picture that goes as a link is in the words, one that the phone takes is sent with them", async () => {
  const world = queueWorld({ contacts: 1 });
  world.lease(ANA, 1);
  world.send(1);
  const media = JSON.stringify([{ type: "image/png", size: 1, state: "stored", picture: "pic1" }]);
  for (const asLink of [1, 0]) {
    world.sql.run("UPDATE messages SET send_status = 'QUEUED', media = ?, as_link = ?", media, asLink);
    const { offered, carry } = begun(world);
    await carry();
    expect(offered).toMatchObject([
      asLink === 1
        ? { body: `${world.firstText(1)}\n${pictureAt("pic1")}`, picture: null }
        : { body: world.firstText(1), picture: "pic1" },
    ]);
  }
});
