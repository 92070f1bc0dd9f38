import { describe, expect, test, vi } from "vitest";
import { ANA, BEN, queueWorld } from "../../testing/queue-world.ts";
import { releaseAsked } from "../assignment/leases.ts";
import { recordAnswer as answer } from "./answers.ts";
import { heldBy, setClosed } from "./conversations.ts";
import { changeLabel as setLabel } from "./labels.ts";
import { performedBefore, rememberPerformed } from "./performed.ts";
import { texterOptOut } from "../opt-outs/texter-opt-out.ts";

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

describe("an operation that is repeated because its answer was lost", () => {
  test("closes nothing that the contact has reopened since", () => {
    const world = texted();
    const tap = { n: 1, personId: ANA.personId, closed: true, opId: "tap-00000001" };
    expect(setClosed(world.store, tap)).toMatchObject({ item: { status: "closed" } });
    world.receive(1, "Wait, one more thing");
    expect(setClosed(world.store, tap)).toMatchObject({ ok: true, item: { status: "needsResponse" } });
    expect(setClosed(world.store, { ...tap, opId: "tap-00000002" })).toMatchObject({ item: { status: "closed" } });
  });

  test("sets no answer and no label again that was changed since", () => {
    const world = texted();
    const yes = { n: 1, personId: ANA.personId, stepId: "s1", value: "Yes", opId: "tap-00000003" };
    answer(world.store, yes);
    answer(world.store, { ...yes, value: "No", opId: "tap-00000004" });
    expect(answer(world.store, yes)).toMatchObject({ ok: true, item: { answers: { s1: "No" } } });

    const on = { n: 1, personId: ANA.personId, labelId: "l000000000000000", on: true, opId: "tap-00000005" };
    setLabel(world.store, on);
    setLabel(world.store, { ...on, on: false, opId: "tap-00000006" });
    expect(setLabel(world.store, on)).toMatchObject({ ok: true, labels: [] });
  });

  test("takes back no contacts that the texter got since", () => {
    const world = queueWorld({ contacts: 4 });
    world.lease(ANA, 2);
    const tap = { personId: ANA.personId, opId: "tap-00000007" };
    expect(releaseAsked(world.store, tap)).toHaveLength(2);
    world.lease(ANA, 2);
    expect(releaseAsked(world.store, tap)).toEqual([]);
  });

  test("that could not be written is carried out when it comes again", () => {
    const world = texted();
    world.receive(1, "Hello?");
    const tap = { n: 1, personId: ANA.personId, opId: "tap-00000009" };
    const { store } = world;
    const taps = [
      () => answer(store, { ...tap, opId: "tap-00000010", stepId: "s1", value: "Yes" }),
      () => setLabel(store, { ...tap, opId: "tap-00000011", labelId: "l000000000000000", on: true }),
      () => setClosed(store, { ...tap, closed: true }),
      () => releaseAsked(store, { personId: ANA.personId, opId: "tap-00000012" }),
    ];
    const record = vi.spyOn(world.events, "push").mockImplementation(() => {
      throw new Error("the outbox takes nothing");
    });
    for (const act of taps) expect(act).toThrow("the outbox takes nothing");
    record.mockRestore();
    for (const act of taps) act();
    expect(world.contact(1)).toMatchObject({
      answers: '{"s1":"Yes"}',
      labels: '["l000000000000000"]',
      status: "closed",
    });
    expect(world.contact(2).texter).toBeNull();
  });

  test("that was refused is judged anew", () => {
    const world = texted();
    const maybe = { n: 1, personId: ANA.personId, stepId: "s9", value: "Yes", opId: "tap-00000008" };
    expect(answer(world.store, maybe)).toMatchObject({ reason: "unknown_answer" });
    expect(answer(world.store, { ...maybe, stepId: "s1" })).toMatchObject({ item: { answers: { s1: "Yes" } } });
  });

  test("is forgotten only after many others", () => {
    const world = texted();
    const tap = "close 1";
    rememberPerformed(world.store, { opId: "tap-first-00", tap });
    for (let i = 0; i < 20_000; i++) rememberPerformed(world.store, { opId: `tap-${String(i).padStart(8, "0")}`, tap });
    expect(performedBefore(world.store, { opId: "tap-first-00", tap })).toBe("no");
    expect(performedBefore(world.store, { opId: "tap-00000000", tap })).toBe("yes");
  });

  test("never passes for a repetition when its id was another tap's: it is refused and changes nothing", async () => {
    const world = texted();
    world.send(2);
    const { store } = world;
    const opId = "tap-00000013";
    const mine = { n: 2, personId: ANA.personId, opId };
    expect(setClosed(store, { ...mine, n: 1, closed: true })).toMatchObject({ ok: true });
    const directory = { optOut: () => Promise.reject(new Error("nobody opts out here")) };
    const others = [
      setClosed(store, { ...mine, closed: true }),
      setClosed(store, { ...mine, n: 1, closed: false }),
      answer(store, { ...mine, stepId: "s1", value: "Yes" }),
      setLabel(store, { ...mine, labelId: "l000000000000000", on: true }),
      await texterOptOut({ store, directory }, { ...mine, reason: "" }),
    ];
    for (const each of others) expect(each).toMatchObject({ ok: false, reason: "bad_request" });
    expect(world.contact(2)).toMatchObject({ status: "messaged", answers: "{}", labels: null, opted_out: 0 });
    expect(world.contact(1).status).toBe("closed");
    // From before it was noted which tap an id was: it counts as the same.
    world.sql.run("UPDATE performed SET tap = NULL");
    expect(setClosed(store, { ...mine, n: 1, closed: true })).toMatchObject({ ok: true });
  });
});

test("a close tapped before the contact's last text was seen is refused, and shows it", () => {
  const world = texted();
  world.receive(1, "Are you there?");
  const blind = { n: 1, personId: ANA.personId, closed: true, lastSeenId: null };
  expect(setClosed(world.store, blind)).toMatchObject({
    ok: false,
    reason: "conversation_moved",
    item: { status: "needsResponse", messages: [{}, { body: "Are you there?" }] },
  });
  const lastSeenId = world.store.contact(1)!.last_inbound;
  expect(setClosed(world.store, { ...blind, lastSeenId })).toMatchObject({ item: { status: "closed" } });
});
