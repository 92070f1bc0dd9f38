import { describe, expect, test } from "vitest";
import { archiveLinesOf } from "../../../domain/archive/archive.ts";
import { rowsLeft } from "../../kit/storage/wipe.ts";
import { ANA, queueWorld } from "../../testing/queue-world.ts";
import { emptyForArchive, exportPart, readiness, recordLateReply, TOMBSTONE_TABLES } from "./archive.ts";
import { recordAnswer as answer } from "../conversations/answers.ts";
import { lease, release } from "../assignment/leases.ts";

/** Five contacts: one of them texted and answered. */
function aWorld() {
  const world = queueWorld({ contacts: 5 });
  world.lease(ANA, 2);
  world.send(1);
  world.wave();
  world.receive(1, "Sure");
  return world;
}

function emptied(world = aWorld()) {
  const { version } = readiness(world.store, 0);
  const config = { ...world.store.config!, status: "ARCHIVED" as const, epoch: 9 };
  return {
    world,
    version,
    config,
    empty: (change = {}) => emptyForArchive(world.store, { version, config, outboxRows: 0, ...change }),
  };
}

describe("an export", () => {
  test("has every contact and message once, in parts of any size", () => {
    const { store } = aWorld();
    const all = archiveLinesOf(exportPart(store, 0, 100));
    expect(all.size).toBe(7);
    for (const limit of [1, 2, 5]) {
      const lines = new Map<string, string>();
      for (let after: number | null = 0; after !== null;) {
        const part = exportPart(store, after, limit);
        for (const [what, line] of archiveLinesOf(part)) lines.set(what, line);
        after = part.next;
      }
      expect([...lines].sort()).toEqual([...all].sort());
    }
  });

  test("cuts a part with long conversations, and loses nothing by it", () => {
    const world = aWorld();
    world.sql.run("UPDATE contacts SET custom = ?", JSON.stringify({ long: "x".repeat(1_100_000) }));
    const first = exportPart(world.store, 0, 100);
    expect(first.contacts.map(({ imported }) => imported.id)).toEqual([1, 2, 3, 4].map(world.id));
    const second = exportPart(world.store, first.next!, 100);
    expect([second.contacts.length, second.next]).toEqual([1, null]);
  });
});

describe("a queue is emptied", () => {
  test("only when nothing happened since its export, nothing is open, and everything is confirmed", () => {
    const { world, empty } = emptied();
    expect(empty({ outboxRows: 1 })).toEqual({ ok: false, reason: "unconfirmed" });
    world.receive(1, "One more thing");
    expect(empty()).toEqual({ ok: false, reason: "changed" });
    world.send(2);
    expect(empty({ version: world.store.version })).toEqual({ ok: false, reason: "open" });
    expect(world.contact(1).status).toBe("needsResponse");
    world.wave({ kind: "unknown", detail: "no answer" });
    expect(empty({ version: world.store.version })).toEqual({ ok: false, reason: "open" });
  });

  test("of everything, twice is once, and it refuses politely afterwards, also after a restart", () => {
    const { world, empty } = emptied();
    expect([empty(), empty({ version: 0 })]).toEqual([{ ok: true }, { ok: true }]);
    expect(rowsLeft(world.sql, TOMBSTONE_TABLES)).toEqual({});
    world.restart();
    const { store } = world;
    expect(readiness(store, 0)).toMatchObject({ contacts: 0, queued: 0, unknown: 0, unconfirmed: 0 });
    expect(world.send(1)).toMatchObject({ ok: false, reason: "campaign_archived" });
    expect(lease(store, { texter: ANA, requestId: "again", count: 5 })).toMatchObject({ reason: "campaign_archived" });
    expect(answer(store, { n: 1, personId: ANA.personId, stepId: "s1", value: "Yes" })).toMatchObject({
      reason: "campaign_archived",
    });
    expect(release(store, ANA.personId)).toEqual([]);
    expect(world.receive(1, "Hello?")).toMatchObject({ ok: false });
    world.events.length = 0;
    for (let delivery = 0; delivery < 2; delivery += 1) recordLateReply(store, { n: 1, sid: "SMlate", body: "Hello?" });
    expect(world.events.map(({ payload }) => payload)).toMatchObject(
      [1, 2].map(() => ({ id: "SMlate", contactId: world.id(1), direction: "in", body: "Hello?" })),
    );
    expect(rowsLeft(world.sql, TOMBSTONE_TABLES)).toEqual({});
    expect(store.config).toMatchObject({ status: "ARCHIVED", script: null });
    expect(world.events.filter(({ kind }) => kind === "contacts_dropped")).toEqual([]);
  });
});
