/**
 * One confirmation where the carrier does not answer itself (docs/rules.md#opt-outs-confirmation); HELP gets the help
 * text.
 */
import { describe, expect, test } from "vitest";
import { automaticTexts } from "../../../domain/opt-outs/automatic-texts.ts";
import { ANA, LOOK_UP_AFTER_MS, queueWorld } from "../../testing/queue-world.ts";
import { Confirmations, CONFIRM_WITHIN_MS, confirmationIsDecided, queueAnswers } from "./confirmations.ts";
import { applyOptOut, receive } from "../conversations/inbound.ts";
import { beginWave, mayStillGo, settleWave } from "../sending/waves.ts";
import { resolveUnknowns } from "../undecided/unknowns.ts";
import { owedOptOut, optOutIsReported } from "./owed-opt-outs.ts";

const TEXTS = automaticTexts(undefined, "Org");

function texted() {
  const world = queueWorld({ contacts: 2 });
  world.lease(ANA, 2);
  world.send(1);
  world.wave();
  let version = 0;
  return {
    ...world,
    apply(optedOut: boolean): void {
      const request = { contacts: [1], optedOut, version: (version += 1) };
      world.store.block((change) => applyOptOut(world.store, change, request));
    },
    /** The contact writes it, and the directory gets it first. */
    says(body: string, sid: string): void {
      world.receive(1, body, sid);
      const owed = owedOptOut(world.store, 1, sid);
      if (!owed) return;
      this.apply(true);
      // As the directory would answer: only the text that changed the number's state.
      confirmationIsDecided(world.store, 1, sid, true);
      optOutIsReported(world.store, owed);
    },
    answer: () => queueAnswers(world.store, TEXTS),
    automatic: () => world.sent(1).filter((message) => message.texter === null),
  };
}

describe("an opt-out in the contact's own words", () => {
  test("is confirmed once, by a text that goes although the contact has opted out", () => {
    const world = texted();
    world.says("please stop texting me", "SM1");
    expect(world.answer()).toBe(1);
    expect(world.wave().map(({ body }) => body)).toEqual([TEXTS.confirmation]);
    expect([world.answer(), world.wave()]).toEqual([0, []]);
    expect(world.automatic()).toMatchObject([{ id: "auto-SM1", send_status: "SENT", texter: null }]);
    expect(world.contact(1)).toMatchObject({ opted_out: 1, status: "closed" });
  });

  test.each([
    ["DETENER", "es"],
    ["no me manden más mensajes", "es"],
    ["Désabonnez-moi", "fr"],
    ["停止发送", "zh"],
    ["Dừng lại", "vi"],
    ["수신거부", "ko"],
    ["не пишите мне больше", "ru"],
    ["tigil", "tl"],
    ["sispann", "ht"],
    ["Please stop", "en"],
  ] as const)("%s is confirmed in its own language: %s", (words, language) => {
    const world = texted();
    world.says(words, "SM1");
    expect(world.answer()).toBe(1);
    const confirmation = language === "en" ? TEXTS.confirmation : TEXTS.translations?.[language];
    expect(world.wave().map(({ body }) => body)).toEqual([confirmation]);
    expect(confirmation).toMatch(/^Org: .*START/);
  });

  test("is confirmed in the organization's own words of that language, and without them in English", () => {
    const world = texted();
    world.says("alto", "SM1");
    queueAnswers(world.store, { ...TEXTS, translations: { es: "Adiós. START para volver." } });
    expect(world.wave().map(({ body }) => body)).toEqual(["Adiós. START para volver."]);
    const other = texted();
    other.says("alto", "SM1");
    queueAnswers(other.store, { confirmation: "Bye.", help: "Hi." });
    expect(other.wave().map(({ body }) => body)).toEqual(["Bye."]);
  });

  test("is shown on the desk of the texter who holds the contact, with its progress", () => {
    const world = texted();
    world.says("please stop texting me", "SM1");
    world.answer();
    world.news.length = 0;
    world.wave();
    const states = world.news.flatMap((news) =>
      news.kind === "state" ? [[news.texter, news.message.send_status]] : [],
    );
    expect(states).toEqual([[ANA.personId, "SENT"]]);
  });

  test("delivered again, or sent again after a restart, is not confirmed again", () => {
    const world = texted();
    world.says("please stop", "SM1");
    world.answer();
    world.says("please stop", "SM1");
    world.says("stop texting me", "SM2");
    expect(world.answer()).toBe(0);
    expect(world.automatic()).toHaveLength(1);
  });

  test("that another text had said before, in another campaign, is not confirmed here", () => {
    const world = texted();
    world.receive(1, "please stop", "SM1");
    world.apply(true);
    confirmationIsDecided(world.store, 1, "SM1", false);
    expect([world.answer(), world.automatic()]).toEqual([0, []]);
  });

  test("waits for the directory's answer", () => {
    const world = texted();
    world.receive(1, "please stop", "SM1");
    expect(world.answer()).toBe(0);
    confirmationIsDecided(world.store, 1, "SM1", true);
    expect(world.answer()).toBe(1);
  });

  test.each(["STOP", "stop", "Unsubscribe", "END"])("%s is answered by the carrier, not by us", (word) => {
    const world = texted();
    world.says(word, "SM1");
    expect([world.answer(), world.automatic()]).toEqual([0, []]);
  });

  test("that the carrier says it answered is not answered by us", () => {
    const { store, ...world } = texted();
    const inbound = { n: 1, sid: "SM1", body: "please stop", carrierAnswered: true };
    store.block((change) => receive(store, change, inbound));
    confirmationIsDecided(store, 1, "SM1", true);
    expect(world.answer()).toBe(0);
  });

  test("lets nothing else through: what was queued before does not go", () => {
    const world = texted();
    world.send(1);
    world.says("please stop", "SM1");
    world.answer();
    expect(world.wave().map(({ body }) => body)).toEqual([TEXTS.confirmation]);
    expect(world.send(1)).toMatchObject({ ok: false, reason: "opted_out" });
  });
});

describe("a confirmation", () => {
  test("that cannot go within five minutes never goes", () => {
    const world = texted();
    world.says("please stop", "SM1");
    world.answer();
    world.clock.now += CONFIRM_WITHIN_MS + 10;
    expect(world.wave()).toEqual([]);
    expect(world.automatic()).toMatchObject([{ send_status: "NOT_ATTEMPTED" }]);
  });

  test("that is owed for five minutes is not queued any more", () => {
    const world = texted();
    world.says("please stop", "SM1");
    world.clock.now += CONFIRM_WITHIN_MS + 10;
    expect([world.answer(), world.automatic()]).toEqual([0, []]);
  });

  test("does not go once the contact has opted in again, owed, queued or in a wave", () => {
    const world = texted();
    world.says("please stop", "SM1");
    world.answer();
    const [confirmation] = world.automatic();
    expect(mayStillGo(world.store, confirmation!, world.store.optOuts)).toBe(true);
    world.apply(false);
    expect(mayStillGo(world.store, confirmation!, world.store.optOuts)).toBe(false);
    expect(world.wave()).toEqual([]);
    world.says("please stop", "SM3");
    world.apply(false);
    expect(world.answer()).toBe(0);
    expect(world.automatic()).toMatchObject([{ send_status: "NOT_ATTEMPTED" }]);
  });

  test("that was in a wave when the contact opted in does not go after a later opt-out either", () => {
    const world = texted();
    world.says("please stop", "SM1");
    world.answer();
    const wave = beginWave(world.store, 9);
    world.apply(false);
    world.says("stop texting me", "SM2");
    const [first] = wave.texts;
    expect(mayStillGo(world.store, first!.message, first!.optOuts)).toBe(false);
    settleWave(world.store, [{ message: first!.message, outcome: { kind: "withheld" } }], LOOK_UP_AFTER_MS);
    world.answer();
    expect(world.wave().map(({ id }) => id)).toEqual(["auto-SM2"]);
    expect(world.automatic()).toMatchObject([{ send_status: "NOT_ATTEMPTED", cancelled: 1 }, { send_status: "SENT" }]);
  });

  test("of unknown outcome that was cancelled does not go again when its absence is proven", async () => {
    const world = texted();
    world.says("please stop", "SM1");
    world.answer();
    world.wave({ kind: "unknown", detail: "timed out" });
    world.apply(false);
    world.says("stop texting me", "SM2");
    world.clock.now += 120_000;
    await resolveUnknowns(world.store, {
      absenceIsProofAfterMs: 60_000,
      find: async () => ({ kind: "absent" }),
      inWaves: (items, work) => Promise.all(items.map((item) => work(item))),
    });
    world.answer();
    expect(world.wave().map(({ id }) => id)).toEqual(["auto-SM2"]);
    expect(world.automatic()).toMatchObject([
      { id: "auto-SM1", send_status: "NOT_ATTEMPTED", attempts: 1 },
      { id: "auto-SM2", send_status: "SENT" },
    ]);
  });

  test("goes again after a new opt-out: each has its own", () => {
    const world = texted();
    world.says("please stop", "SM1");
    world.answer();
    world.wave();
    world.apply(false);
    world.says("stop texting me", "SM2");
    world.answer();
    expect(world.wave().map(({ id }) => id)).toEqual(["auto-SM2"]);
  });

  test("is held by a pause, and does not go at night", () => {
    const world = texted();
    world.clock.now = Date.UTC(2026, 10, 6, 4);
    world.says("please stop", "SM1");
    world.answer();
    expect(world.wave()).toEqual([]);
    expect(world.automatic()).toMatchObject([{ send_status: "NOT_ATTEMPTED" }]);
    world.clock.now = Date.UTC(2026, 10, 6, 15);
    expect(world.wave()).toEqual([]);
  });

  test("survives a failure to learn the words: the alarm tries again", async () => {
    const world = texted();
    world.says("please stop", "SM1");
    const woken: number[] = [];
    let fails = true;
    const answers = new Confirmations({
      store: world.store,
      texts: async () => {
        if (fails) throw new Error("away");
        return TEXTS;
      },
      wakeAt: (atMs) => void woken.push(atMs),
      onQueued: () => woken.push(0),
      onFault: () => {},
    });
    answers.soon();
    await expect(answers.run()).rejects.toThrow("away");
    fails = false;
    await Promise.all([answers.run(), answers.run()]);
    expect(world.automatic()).toHaveLength(1);
    expect(woken).toEqual([world.clock.now + 5_000, 0]);
  });
});

describe("HELP", () => {
  test("gets the organization's help text, and once in an hour", () => {
    const world = texted();
    world.receive(1, "help?", "SM1");
    world.receive(1, "INFO", "SM2");
    expect(world.answer()).toBe(1);
    expect(world.wave().map(({ body }) => body)).toEqual([TEXTS.help]);
    expect(world.contact(1).status).toBe("needsResponse");
    world.clock.now += 3_600_100;
    world.receive(1, "help", "SM3");
    expect(world.answer()).toBe(1);
  });

  test("from somebody who has opted out gets nothing", () => {
    const world = texted();
    world.says("STOP", "SM1");
    world.receive(1, "HELP", "SM2");
    expect(world.answer()).toBe(0);
  });
});
