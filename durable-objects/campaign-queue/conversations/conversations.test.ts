import { describe, expect, test } from "vitest";
import { ANA, BEN, queueWorld } from "../../testing/queue-world.ts";
import { answer, heldBy, setClosed } from "./conversations.ts";

function texted() {
  const world = queueWorld({ contacts: 2 });
  world.lease(ANA, 2);
  world.send(1);
  world.wave();
  return world;
}

const close = (world: ReturnType<typeof texted>, closed: boolean, n = 1, personId = ANA.personId) =>
  setClosed(world.store, { n, personId, closed });

describe("an answer to the script's question", () => {
  const answered = (world: ReturnType<typeof texted>, value: string | null, stepId = "s1", personId = ANA.personId) =>
    answer(world.store, { n: 1, personId, stepId, value });

  test("is recorded, replaced and taken back", () => {
    const world = texted();
    expect(answered(world, "Yes")).toMatchObject({ ok: true, item: { answers: { s1: "Yes" } } });
    expect(answered(world, "No")).toMatchObject({ ok: true, item: { answers: { s1: "No" } } });
    expect(world.events.at(-1)).toMatchObject({ kind: "contact", payload: { answers: { s1: "No" } } });
    expect(answered(world, null)).toMatchObject({ ok: true, item: { answers: {} } });
  });

  test("that the script does not have is refused", () => {
    const world = texted();
    expect(answered(world, "Perhaps")).toMatchObject({ ok: false, reason: "unknown_answer" });
    expect(answered(world, "Yes", "s9")).toMatchObject({ ok: false, reason: "unknown_answer" });
    expect(answered(world, null, "s9")).toMatchObject({ ok: false, reason: "unknown_answer" });
  });

  test("of somebody else's contact is refused", () => {
    expect(answered(texted(), "Yes", "s1", BEN.personId)).toMatchObject({ ok: false, reason: "not_yours" });
  });
});

describe("closing and reopening", () => {
  test("a conversation reopens to where it was", () => {
    const world = texted();
    close(world, true);
    expect(close(world, false)).toMatchObject({ item: { status: "messaged" } });
    world.receive(1, "Hm");
    close(world, true);
    expect(close(world, false)).toMatchObject({ item: { status: "needsResponse" } });
    world.send(1);
    close(world, true);
    expect(close(world, false)).toMatchObject({ item: { status: "convo" } });
  });

  test("twice is once", () => {
    const world = texted();
    close(world, true);
    const { version } = world.store;
    expect(close(world, true)).toMatchObject({ ok: true, item: { status: "closed" } });
    expect(world.store.version).toBe(version);
  });

  test("a contact who was not texted yet cannot be closed", () => {
    expect(close(texted(), true, 2)).toMatchObject({ ok: false, reason: "bad_request" });
  });

  test("is for the texter who holds the contact", () => {
    expect(close(texted(), true, 1, BEN.personId)).toMatchObject({ reason: "not_yours" });
    expect(close(texted(), true, 77)).toMatchObject({ reason: "not_found" });
  });

  test("is part of the answer and does not go to the same desk again", () => {
    const world = texted();
    world.news.length = 0;
    close(world, true);
    expect(world.news).toEqual([]);
  });
});

test("a contact that is not open to leases yet is nobody's", () => {
  const world = texted();
  world.sql.run("UPDATE contacts SET ready = 0 WHERE n = 1");
  expect(heldBy(world.store, 1, ANA.personId)).toMatchObject({ reason: "not_found" });
});
