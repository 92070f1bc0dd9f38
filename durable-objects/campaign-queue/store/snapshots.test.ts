/** Each text records the snapshot that its texter saw, and a stable variant (docs/rules.md#scripts-snapshots). */
import { describe, expect, test } from "vitest";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { variantFor } from "../../../domain/scripts/script-step.ts";
import { ANA, queueWorld } from "../../testing/queue-world.ts";
import { recordAnswer as answer } from "../conversations/answers.ts";
import { MOST_LABELS } from "../../../domain/messages/conversation-labels.ts";
import { changeLabel as setLabel } from "../conversations/labels.ts";
import { deskOf } from "../assignment/leases.ts";

const scriptOf = (...texts: string[]): Script => ({
  rootStepId: "s1",
  steps: [
    { id: "s1", texts, question: "Comes?", answers: [{ value: "Yes", nextStepId: "s2" }] },
    { id: "s2", texts: ["How?"], question: "How?", answers: [{ value: "Mail", nextStepId: null }] },
  ],
});

function world(texts: string[], change: Parameters<typeof queueWorld>[0] = {}) {
  const made = queueWorld({
    contacts: 20,
    ...change,
    config: { batchSize: 20, script: scriptOf(...texts), ...change.config },
  });
  made.lease(ANA, 20);
  const item = (n: number) => deskOf(made.store, ANA).find((each) => each.contactId === made.id(n))!;
  const shown = (n: number) => {
    const { firstText, scriptVersion } = item(n);
    if (!firstText?.ok) throw new Error(`contact ${n} has no first text`);
    return { body: firstText.text, scriptVersion };
  };
  const edit = (...next: string[]) => {
    const scriptVersion = (made.store.config?.scriptVersion ?? 0) + 1;
    made.configure({ script: scriptOf(...next), scriptVersion, firstTextVersion: scriptVersion });
  };
  return { ...made, item, shown, edit };
}

describe("a text accepted with version n records n", () => {
  test("also when a newer one came meanwhile that leaves its words as they were", () => {
    const { shown, configure, send, onlyText, store } = world(["Hi"]);
    const seen = shown(1);
    configure({ scriptVersion: 2 });
    expect(send(1, seen).ok).toBe(true);
    expect(onlyText(1)).toMatchObject({ script_version: 1, script_step: "s1", script_variant: 0 });
    expect(store.config?.scriptVersion).toBe(2);
  });

  test("and is refused with the new words when they differ", () => {
    const { shown, edit, send, onlyText } = world(["Hi"]);
    const seen = shown(1);
    edit("Hello");
    expect(send(1, seen)).toMatchObject({
      reason: "script_changed",
      item: { firstText: { ok: true, text: "Hello" }, scriptVersion: 2 },
    });
    expect(send(1, shown(1)).ok).toBe(true);
    expect(onlyText(1)).toMatchObject({ body: "Hello", script_version: 2 });
  });

  test("waits when its texter's app knows a snapshot that this queue does not have yet", () => {
    const { send, edit, onlyText } = world(["Hi"]);
    expect(send(1, { body: "Hello", scriptVersion: 2 })).toMatchObject({ reason: "unavailable" });
    edit("Hello");
    expect(send(1, { body: "Hello", scriptVersion: 2 }).ok).toBe(true);
    expect(onlyText(1).script_version).toBe(2);
  });

  test("a reply records the step and variant that it began as, own words none", () => {
    const { send, shown, sent, receive } = world(["Hi"]);
    send(1, shown(1));
    receive(1, "Yes!");
    send(1, { body: "How? (changed)", scriptVersion: 1, step: { id: "s2", variant: 3 } });
    send(1, { body: "own words" });
    expect(sent(1).map(({ script_step, script_variant }) => [script_step, script_variant])).toEqual([
      ["s1", 0],
      ["s2", 3],
      [null, null],
    ]);
  });
});

describe("a first text that texters may change", () => {
  const editable = { config: { firstTextEditable: true } };

  test("goes as changed, while the words it began from are the script's", () => {
    const { send, configure, onlyText } = world(["Hi"], editable);
    configure({ scriptVersion: 2, firstTextVersion: 1 });
    expect(send(1, { body: "Hi, changed", scriptVersion: 1 }).ok).toBe(true);
    expect(onlyText(1)).toMatchObject({ body: "Hi, changed", script_version: 1, script_variant: 0 });
  });

  test("is refused once when the script's own words changed under it", () => {
    const { send, edit } = world(["Hi"], editable);
    edit("Hello");
    expect(send(1, { body: "Hi, changed", scriptVersion: 1 })).toMatchObject({ reason: "script_changed" });
    expect(send(1, { body: "Hi, changed", scriptVersion: 2 }).ok).toBe(true);
  });
});

test("of several variants each contact gets its own, the one that is recorded", () => {
  const { shown, send, onlyText, id } = world(["A", "B", "C"]);
  const counts = new Map<string, number>();
  for (let n = 1; n <= 20; n++) {
    const seen = shown(n);
    const variant = variantFor(id(n), "s1", 3);
    expect(seen.body).toBe("ABC"[variant]);
    send(n, seen);
    expect(onlyText(n).script_variant).toBe(variant);
    counts.set(seen.body, (counts.get(seen.body) ?? 0) + 1);
  }
  expect(counts.size).toBe(3);
});

test("typographic characters go out as look-alikes when that saves segments, and the texter sees it before", () => {
  const { shown, send, onlyText, receive, sent } = world([`“Hi” – ${"a".repeat(80)}…`]);
  const lean = `"Hi" - ${"a".repeat(80)}...`;
  expect(shown(1).body).toBe(lean);
  send(1, shown(1));
  expect(onlyText(1).body).toBe(lean);
  receive(1, "Yes");
  send(1, { body: `It’s ${"b".repeat(80)}` });
  send(1, { body: "It’s short" });
  expect(sent(1).map(({ body }) => body.slice(0, 4))).toEqual(['"Hi"', "It's", "It’s"]);
});

test("a corrected answer takes those further down its way with it", () => {
  const { store, send, shown, item } = world(["Hi"]);
  send(1, shown(1));
  const say = (stepId: string, value: string | null) => answer(store, { n: 1, personId: ANA.personId, stepId, value });
  say("s1", "Yes");
  say("s2", "Mail");
  expect(item(1).answers).toEqual({ s1: "Yes", s2: "Mail" });
  say("s1", null);
  expect(item(1).answers).toEqual({});
});

describe("labels", () => {
  const label = (n: number) => `l${String(n).padStart(15, "0")}`;

  test("are sent and recorded once, whether a texter or an admin puts them on", () => {
    const { store, item, events, restart } = world(["Hi"]);
    const set = (personId: string | null, on: boolean) => setLabel(store, { n: 1, personId, labelId: label(1), on });
    expect(set(ANA.personId, true)).toMatchObject({ ok: true, labels: [label(1)], item: { labels: [label(1)] } });
    const before = events.length;
    expect(set(null, true)).toMatchObject({ ok: true, labels: [label(1)] });
    expect(events).toHaveLength(before);
    expect(events.at(-1)).toMatchObject({ kind: "contact", payload: { labels: [label(1)] } });
    restart();
    expect(item(1).labels).toEqual([label(1)]);
    expect(set(null, false)).toMatchObject({ ok: true, labels: [] });
    expect(item(1).labels).toBeUndefined();
  });

  test("are put on only by the texter who holds the conversation, and only up to a limit", () => {
    const { store } = world(["Hi"]);
    const stranger = setLabel(store, { n: 1, personId: "p000000000000000", labelId: label(1), on: true });
    expect(stranger).toMatchObject({ ok: false, reason: "not_yours" });
    for (let n = 1; n <= MOST_LABELS; n++) setLabel(store, { n: 1, personId: null, labelId: label(n), on: true });
    const more = setLabel(store, { n: 1, personId: null, labelId: label(99), on: true });
    expect(more).toMatchObject({ ok: false, reason: "bad_request" });
  });
});
