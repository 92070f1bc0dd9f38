/** A person decides what nobody could prove (docs/rules.md#sending-decision). */
import { describe, expect, test } from "vitest";
import type { ListedText, Listing } from "../../../domain/sending/carrier.ts";
import { ANA, cellOf, LOOK_UP_AFTER_MS, queueWorld } from "../../testing/queue-world.ts";
import { carrierSide, decide } from "./decisions.ts";
import type { DecisionDeps } from "./decisions.ts";
import { applyOptOut, report } from "../conversations/inbound.ts";
import { undecided } from "./unknowns.ts";

const PROOF_AFTER_MS = 60_000;
const SID = `SM${"a".repeat(32)}`;
const OTHER = `SM${"b".repeat(32)}`;
type World = ReturnType<typeof queueWorld>;

function unanswered(): World {
  const world = queueWorld({ contacts: 1 });
  for (const n of world.lease(ANA, 1)) world.send(n);
  world.wave({ kind: "unknown", detail: "timed out" });
  world.clock.now += PROOF_AFTER_MS;
  return world;
}

function listed(world: World, change: Partial<ListedText> = {}): ListedText {
  return {
    sid: SID,
    to: cellOf(1),
    from: "+16175550100",
    body: world.firstText(1),
    status: "delivered",
    errorCode: null,
    createdAtMs: world.onlyText(1).at,
    direction: "outbound-api",
    segments: 1,
    messagingServiceSid: world.store.config?.messagingServiceSid ?? null,
    ...change,
  };
}

function deps(texts: ListedText[] | Listing, sids: string[] = []): DecisionDeps {
  return {
    list: async () => (Array.isArray(texts) ? { ok: true, texts } : texts),
    sidsTo: async () => sids,
    claim: async () => true,
    absenceIsProofAfterMs: PROOF_AFTER_MS,
  };
}

const askedOf = (world: World) => ({ n: 1, messageId: world.onlyText(1).id });

describe("the carrier's side", () => {
  test("tells which of its texts can be the one", async () => {
    const world = unanswered();
    const texts = [
      listed(world, { sid: "SM-known" }),
      listed(world),
      listed(world, { sid: OTHER, body: "Something else" }),
      listed(world, { sid: "SM-earlier", createdAtMs: world.onlyText(1).at - 600_000 }),
    ];
    const side = await carrierSide(world.store, deps(texts, ["SM-known"]), askedOf(world));
    if (!side.ok) throw new Error(side.message);
    expect(side.texts.map(({ sid, kind }) => [sid, kind])).toEqual([
      ["SM-known", "taken"],
      [SID, "fits"],
      [OTHER, "other"],
      ["SM-earlier", "other"],
    ]);
  });

  test("is refused with the reason while the carrier cannot be asked", async () => {
    const world = unanswered();
    const refused = await carrierSide(world.store, deps({ ok: false, detail: "answered 500" }), askedOf(world));
    expect(refused).toMatchObject({ ok: false, reason: "unavailable", message: expect.stringContaining("500") });
  });
});

describe("it went out", () => {
  test.each([
    ["delivered", "DELIVERED"],
    ["sent", "SENT"],
    ["undelivered", "ERROR"],
  ])("as the text that the carrier shows as %s: it is %s", async (status, sendStatus) => {
    const world = unanswered();
    const asked = askedOf(world);
    const decision = { decision: "sent" as const, sid: SID };
    expect(await decide(world.store, deps([listed(world, { status })]), { ...asked, decision })).toMatchObject({
      ok: true,
    });
    expect(world.onlyText(1)).toMatchObject({ send_status: sendStatus, sid: SID, look_up_at: null });
    expect(undecided(world.store)).toEqual([]);
    expect(await decide(world.store, deps([listed(world)]), { ...asked, decision })).toMatchObject({
      reason: "not_found",
    });
    expect(world.wave()).toEqual([]);
  });

  test("also with other words, if a person says so: a carrier may have changed them", async () => {
    const world = unanswered();
    const carrier = deps([listed(world, { body: "Changed" })]);
    const decision = { decision: "sent" as const, sid: SID };
    expect(await decide(world.store, carrier, { ...askedOf(world), decision })).toMatchObject({ ok: true });
  });

  test("is refused while another campaign's text is taking the same one", async () => {
    const world = unanswered();
    const decision = { decision: "sent" as const, sid: SID };
    const carrier = { ...deps([listed(world)]), claim: async () => false };
    expect(await decide(world.store, carrier, { ...askedOf(world), decision })).toMatchObject({ reason: "conflict" });
    const away = { ...carrier, claim: async () => Promise.reject(new Error("away")) };
    expect(await decide(world.store, away, { ...askedOf(world), decision })).toMatchObject({ reason: "unavailable" });
    expect(world.onlyText(1).send_status).toBe("UNKNOWN");
  });

  test("is refused for a text that the carrier does not have, or that is another message", async () => {
    const world = unanswered();
    const decision = { decision: "sent" as const, sid: SID };
    for (const carrier of [deps([]), deps([listed(world)], [SID])]) {
      const refused = await decide(world.store, carrier, { ...askedOf(world), decision });
      expect(refused).toMatchObject({ ok: false, reason: "conflict" });
    }
    expect(world.onlyText(1).send_status).toBe("UNKNOWN");
  });
});

describe("it did not: send again", () => {
  const decision = { decision: "again" as const };

  test("queues it once, and a person may say so after the one retry", async () => {
    const world = unanswered();
    const asked = askedOf(world);
    expect(await decide(world.store, deps([]), { ...asked, decision })).toMatchObject({ ok: true, requeued: true });
    expect(await decide(world.store, deps([]), { ...asked, decision })).toMatchObject({ ok: false });
    expect(world.wave({ kind: "unknown", detail: "again" })).toHaveLength(1);
    world.clock.now += PROOF_AFTER_MS;
    expect(await decide(world.store, deps([]), { ...asked, decision })).toMatchObject({ ok: true });
    expect(world.wave()).toHaveLength(1);
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", attempts: 3 });
  });

  test("is refused while the carrier has a text with these words", async () => {
    const world = unanswered();
    const refused = await decide(world.store, deps([listed(world)]), { ...askedOf(world), decision });
    expect(refused).toMatchObject({ ok: false, reason: "conflict" });
    expect(world.wave()).toEqual([]);
  });

  test("is refused while the absence proves nothing, or the carrier cannot be asked", async () => {
    const world = unanswered();
    world.clock.now -= PROOF_AFTER_MS - LOOK_UP_AFTER_MS;
    const early = await decide(world.store, deps([]), { ...askedOf(world), decision });
    expect(early).toMatchObject({ reason: "not_allowed", message: expect.stringContaining("40 seconds") });
    const away = await decide(world.store, deps({ ok: false, detail: "" }), { ...askedOf(world), decision });
    expect(away).toMatchObject({ reason: "unavailable" });
    expect(world.wave()).toEqual([]);
  });

  test("is refused where no absence is ever a proof", async () => {
    const world = unanswered();
    const request = { ...askedOf(world), decision };
    const refused = await decide(world.store, { ...deps([]), absenceIsProofAfterMs: null }, request);
    expect(refused).toMatchObject({ reason: "not_allowed", message: expect.stringContaining("can only be dropped") });
    expect(world.wave()).toEqual([]);
  });

  test("is refused after an opt-out, for a bad number, and in a closed campaign", async () => {
    const out = unanswered();
    out.store.block((change) => applyOptOut(out.store, change, { contacts: [1], optedOut: true, version: 1 }));
    const closed = unanswered();
    closed.configure({ status: "CLOSED" });
    for (const world of [out, closed]) {
      const refused = await decide(world.store, deps([]), { ...askedOf(world), decision });
      expect(refused).toMatchObject({ ok: false, reason: "not_allowed" });
      expect(world.wave()).toEqual([]);
    }
  });

  test("changes nothing when a report decides while the carrier is asked", async () => {
    const world = unanswered();
    const asked = askedOf(world);
    const carrier: DecisionDeps = {
      ...deps([]),
      list: async () => {
        const proof = { ...asked, sid: SID, status: "DELIVERED" as const, errorCode: null };
        world.store.block((change) => report(world.store, change, proof));
        return { ok: true, texts: [] };
      },
    };
    expect(await decide(world.store, carrier, { ...asked, decision })).toMatchObject({
      ok: false,
      reason: "not_found",
    });
    expect(world.onlyText(1).send_status).toBe("DELIVERED");
  });
});

describe("it did not: drop", () => {
  const decision = { decision: "drop" as const };

  test("needs no carrier, and nothing is sent", async () => {
    const world = unanswered();
    const asked = askedOf(world);
    const carrier = deps({ ok: false, detail: "away" });
    expect(await decide(world.store, carrier, { ...asked, decision })).toMatchObject({ ok: true });
    expect(await decide(world.store, carrier, { ...asked, decision })).toMatchObject({
      ok: false,
      reason: "not_found",
    });
    expect(world.onlyText(1)).toMatchObject({ send_status: "ERROR", look_up_at: null });
    expect(world.wave()).toEqual([]);
  });

  test("and a later proof of delivery is still believed", async () => {
    const world = unanswered();
    const asked = askedOf(world);
    await decide(world.store, deps([]), { ...asked, decision });
    const proof = { ...asked, sid: SID, status: "DELIVERED" as const, errorCode: null };
    world.store.block((change) => report(world.store, change, proof));
    expect(world.onlyText(1)).toMatchObject({ send_status: "DELIVERED", sid: SID });
  });
});
