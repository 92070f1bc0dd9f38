/** Reactions of contacts (docs/rules.md#reactions). */
import { describe, expect, test } from "vitest";
import type { MessageState } from "../../../domain/record/events.ts";
import { MOST_REACTIONS } from "../../../domain/messages/reactions.ts";
import { ANA, queueWorld } from "../../testing/queue-world.ts";
import { deskItemOf } from "../store/rows.ts";
import { receive } from "./inbound.ts";
import { routingClaim } from "./routing.ts";

type World = ReturnType<typeof queueWorld>;

/** Contact 1 was texted by Ana, and answered. */
function talking(): World {
  const world = queueWorld({ contacts: 2 });
  world.lease(ANA, 1);
  world.send(1);
  world.wave();
  world.receive(1, "Yes!", "SM1");
  world.send(1, { body: "Great, see you at the Town Hall. To opt out reply STOP" });
  world.wave();
  world.news.length = 0;
  world.events.length = 0;
  return world;
}

const reactionsOnDesk = (world: World) => {
  const { store } = world;
  const item = deskItemOf(world.contact(1), store.thread(1), ANA, store.configured, store);
  return item.messages.map(({ reaction = "" }) => reaction);
};
const recorded = (world: World) =>
  world.events.flatMap((event) => (event.kind === "message" ? [event.payload] : [])) as MessageState[];

const OURS = "Great, see you at the Town Hall. To opt out reply STOP";

describe("a reaction to one of our texts", () => {
  test.each([
    [`Liked “${OURS}”`, "👍"],
    [`Disliked “${OURS}”`, "👎"],
    [`Reacted 🙏🏽 to “${OURS}”`, "🙏🏽"],
    [`\u200a👍\u200b to “\u200a${OURS}\u200b”`, "👍"],
    [`Liked “Great, see you at the Town…”`, "👍"],
    [`Le gustó “${OURS}”`, "👍"],
    [`Hat mit ❤️ auf „${OURS}“ reagiert`, "❤️"],
    [`Tykkäsi: “${OURS}”`, "💬"],
  ])("%s is shown on it: %s", (body, emoji) => {
    const world = talking();
    const before = world.contact(1);
    expect(world.receive(1, body)).toEqual({ ok: true, repeated: false, optOut: null });
    expect(reactionsOnDesk(world)).toEqual(["", "", emoji]);
    // No answer is waited for, nobody opts out, and it is no reply.
    expect(world.contact(1)).toEqual({ ...before, version: expect.any(Number) });
    expect(world.contact(1).status).toBe("convo");
    expect(world.store.counters).toMatchObject({ replies: 1, needsResponse: 0, optOuts: 0 });
    expect(world.news).toContainEqual({ kind: "item", texter: ANA.personId, n: 1 });
  });

  test.each([`“${OURS}” Sure after noon`, `“${OURS}” wrong number`, `👍 “${OURS}” 2pm works`])(
    "%s is an answer and is seen",
    (body) => {
      const world = talking();
      world.receive(1, body);
      expect(reactionsOnDesk(world).every((emoji) => emoji === "")).toBe(true);
      expect(world.store.thread(1).at(-1)).toMatchObject({ direction: "in", body });
    },
  );

  test("is claimed again by the queue that has it, however often its webhook comes", () => {
    const world = talking();
    const sid = `SM${"7".repeat(32)}`;
    expect(routingClaim(world.store, { n: 1, sid })).not.toEqual({ kind: "has_it" });
    world.receive(1, `Liked “${OURS}”`, sid);
    expect(routingClaim(world.store, { n: 1, sid })).toEqual({ kind: "has_it" });
  });

  test("in a language that is not listed hides no opt-out", () => {
    const world = talking();
    expect(world.receive(1, `Baja “${OURS}”`)).toMatchObject({ optOut: expect.anything() });
  });

  test("belongs to the text that it quotes, and to the newest of equal ones", () => {
    const world = talking();
    world.receive(1, `Liked “${world.firstText(1)}”`);
    expect(reactionsOnDesk(world)).toEqual(["👍", "", ""]);
    world.send(1, { body: OURS });
    world.receive(1, `Loved “${OURS}”`);
    expect(reactionsOnDesk(world)).toEqual(["👍", "", "", "❤️"]);
  });

  test("is replaced by another one, and taken away again", () => {
    const world = talking();
    world.receive(1, `Liked “${OURS}”`);
    world.receive(1, `Loved “${OURS}”`);
    expect(reactionsOnDesk(world).at(-1)).toBe("❤️");
    world.receive(1, `Removed a heart from “${OURS}”`);
    expect(reactionsOnDesk(world).at(-1)).toBe("");
    expect(
      recorded(world)
        .at(-1)
        ?.reactions?.map(({ emoji, removed }) => [emoji, removed]),
    ).toEqual([
      ["👍", false],
      ["❤️", false],
      ["❤️", true],
    ]);
  });

  test("delivered three times is one, also after the same words were texted again", () => {
    const world = talking();
    const body = `Liked “${OURS}”`;
    const answers = [1, 2].map(() => world.receive(1, body, "SMreaction"));
    world.send(1, { body: OURS });
    answers.push(world.receive(1, body, "SMreaction"));
    expect(answers.map((answer) => answer.ok && answer.repeated)).toEqual([false, true, true]);
    expect(reactionsOnDesk(world)).toEqual(["", "", "👍", ""]);
  });

  test("is recorded with its text, in the phone's words", () => {
    const world = talking();
    world.receive(1, `Liked “${OURS}”`, "SMreaction");
    const states = recorded(world);
    expect(states).toHaveLength(1);
    expect(states[0]).toMatchObject({
      body: OURS,
      reactions: [{ sid: "SMreaction", emoji: "👍", removed: false, text: `Liked “${OURS}”`, at: world.clock.now }],
    });
  });

  test("does not open a closed conversation", () => {
    const world = talking();
    world.store.block((change) => change.saveContact(world.contact(1), { status: "closed" }));
    world.receive(1, `Liked “${OURS}”`);
    expect(world.contact(1).status).toBe("closed");
  });

  test("survives the text's later progress", () => {
    const world = talking();
    world.receive(1, `Liked “${OURS}”`);
    const message = world.sent(1).at(-1)!;
    world.store.block((change) => change.saveProgress(message, { send_status: "DELIVERED" }));
    expect(reactionsOnDesk(world).at(-1)).toBe("👍");
    expect(recorded(world).at(-1)?.reactions).toHaveLength(1);
  });

  test("to a picture is shown on the last text with one", () => {
    const world = talking();
    const message = world.sent(1)[0]!;
    world.store.sql.run(
      "UPDATE messages SET media = ? WHERE n = ? AND id = ?",
      JSON.stringify([{ type: "image/png", state: "stored", picture: "p" }]),
      1,
      message.id,
    );
    world.receive(1, "Liked an image");
    expect(reactionsOnDesk(world)).toEqual(["👍", "", ""]);
    world.receive(1, "Removed a like from an image");
    expect(reactionsOnDesk(world)).toEqual(["", "", ""]);
  });

  test("with 🛑 opts out", () => {
    const world = talking();
    world.receive(1, `Reacted 🛑 to “${OURS}”`);
    expect(world.contact(1)).toMatchObject({ opted_out: 1, status: "closed" });
  });
});

describe("what looks like a reaction and is none to any of our texts", () => {
  test.each([
    "Liked “Something that nobody of us wrote”",
    "Liked “Yes!”",
    "Liked an image",
    "Disliked “STOP texting people”",
    "I liked “Great, see you at the Town Hall” very much. When is it?",
  ])("%s is an ordinary text and waits for an answer", (body) => {
    const world = talking();
    world.receive(1, body);
    expect(world.store.thread(1).at(-1)).toMatchObject({ direction: "in", body });
    expect(world.contact(1)).toMatchObject({ status: "needsResponse", opted_out: 0 });
    expect(reactionsOnDesk(world)).toEqual(["", "", "", ""]);
  });

  test("one with a file is an ordinary text", () => {
    const world = talking();
    const media = [{ url: "https://api.twilio.com/1", path: "/1", type: "image/png" }];
    const inbound = { n: 1, sid: "SM9", body: `Liked “${OURS}”`, carrierAnswered: false, media };
    world.store.block((change) => receive(world.store, change, inbound));
    expect(world.contact(1).status).toBe("needsResponse");
  });

  test("what comes after many of them is an ordinary text", () => {
    const world = talking();
    for (let i = 0; i < MOST_REACTIONS; i += 1) world.receive(1, `Liked “${OURS}”`, `SMr${i}`);
    expect(world.contact(1).status).toBe("convo");
    world.receive(1, `Liked “${OURS}”`, "SMlast");
    expect(world.contact(1).status).toBe("needsResponse");
    expect(recorded(world).at(-2)?.reactions ?? []).toHaveLength(MOST_REACTIONS);
  });

  test("the carrier's verdict comes before", () => {
    const world = talking();
    const inbound = { n: 1, sid: "SM9", body: `Liked “${OURS}”`, carrierAnswered: true, verdict: "STOP" as const };
    world.store.block((change) => receive(world.store, change, inbound));
    expect(world.contact(1).opted_out).toBe(1);
  });
});
