/** The kit on a real object's storage: what the tests in Node take for granted of it. */
import { env, runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import type { EventPacket, ObjectEvent } from "../../domain/record/events.ts";
import { AlarmSchedule } from "./time/alarm-schedule.ts";
import { brokenLink, CHAIN_START } from "./outbox/hash-chain.ts";
import { migrate } from "./storage/migrations.ts";
import { EventOutbox } from "./outbox/outbox.ts";
import { durableSql } from "./storage/sql.ts";

/** Storage of a fresh object, without the tables of its class. */
async function onStorage(name: string, body: (storage: DurableObjectStorage) => Promise<void>): Promise<void> {
  // Any object with SQLite storage will do.
  const namespace = (env as { CAMPAIGN_QUEUE: DurableObjectNamespace }).CAMPAIGN_QUEUE;
  await runInDurableObject(namespace.getByName(`kit.${name}`), async (_, { storage }) => {
    await storage.deleteAll();
    await storage.deleteAlarm();
    await body(storage);
  });
}

it("reads what it wrote, and rolls back blocks within blocks", async () => {
  await onStorage("sql", async (storage) => {
    const sql = durableSql(storage);
    migrate(sql, ["CREATE TABLE t (n INTEGER PRIMARY KEY, body TEXT) STRICT; CREATE INDEX bodies ON t (body)"]);
    sql.run(
      "INSERT INTO t SELECT value ->> 0, value ->> 1 FROM json_each(?)",
      JSON.stringify([
        [1, "a"],
        [2, null],
      ]),
    );
    sql.transaction(() => {
      sql.run("INSERT INTO t VALUES (?, ?)", 3, "outer");
      const inner = () =>
        sql.transaction(() => {
          sql.run("INSERT INTO t VALUES (?, ?)", 4, "inner");
          throw new Error("inner");
        });
      expect(inner).toThrow("inner");
    });
    expect(() => sql.transaction(async () => sql.run("INSERT INTO t VALUES (5, 'late')"))).toThrow("synchronous");
    expect(sql.all("SELECT * FROM t ORDER BY n")).toStrictEqual([
      { n: 1, body: "a" },
      { n: 2, body: null },
      { n: 3, body: "outer" },
    ]);
    expect(sql.one("SELECT n FROM t WHERE n = ?", 9)).toBeNull();
    expect([sql.scalar("SELECT count(*) FROM t"), sql.scalar("SELECT n FROM t WHERE n = 9")]).toEqual([3, null]);
  });
});

it("migrates once, and refuses a newer store", async () => {
  await onStorage("migrations", async (storage) => {
    const sql = durableSql(storage);
    const migrations = ["CREATE TABLE a (n INTEGER) STRICT", "CREATE TABLE b (n INTEGER) STRICT"];
    expect(() => migrate(sql, [migrations[0]!, "CREATE TABLE half (n INTEGER); CREATE TABLE a (n INTEGER)"])).toThrow(
      "Migration 2",
    );
    migrate(sql, migrations);
    migrate(sql, migrations);
    expect(() => migrate(sql, [])).toThrow("is at migration 2");
    expect(sql.all("SELECT name FROM sqlite_master WHERE name IN ('a', 'b', 'half') ORDER BY name")).toEqual([
      { name: "a" },
      { name: "b" },
    ]);
  });
});

it("keeps one alarm for the earliest of many names, and takes it back with a failed block", async () => {
  await onStorage("alarms", async (storage) => {
    const sql = durableSql(storage);
    // Far away: the alarm of this object must not fire in the middle.
    const clock = { now: Date.now() + 3_600_000 };
    const start = () => new AlarmSchedule({ sql, storage, now: () => clock.now });
    const schedule = start();
    const failing = () =>
      sql.transaction(() => {
        schedule.set("sweep", clock.now + 10);
        throw new Error("no");
      });
    expect(failing).toThrow("no");
    expect(await storage.getAlarm()).toBeNull();
    schedule.set("sweep", clock.now + 500);
    schedule.setIfEarlier("flush", clock.now + 100);
    expect(await storage.getAlarm()).toBe(clock.now + 100);
    clock.now += 100;
    const ran: string[] = [];
    await start().run({ flush: () => void ran.push("flush"), sweep: () => void ran.push("sweep") });
    expect(ran).toEqual(["flush"]);
    expect(await storage.getAlarm()).toBe(clock.now + 400);
    await storage.deleteAlarm();
    await start().arm();
    expect(await storage.getAlarm()).toBe(clock.now + 400);
    start().clear("sweep");
    expect(await storage.getAlarm()).toBeNull();
  });
});

it("sends an unbroken chain, across a new life of the object, until it is confirmed", async () => {
  await onStorage("outbox", async (storage) => {
    const sql = durableSql(storage);
    const sent: EventPacket[] = [];
    const start = () =>
      new EventOutbox({
        sql,
        source: () => ({ object: "CampaignQueue", key: "c.0", orgId: "o", campaignId: "c" }),
        now: Date.now,
        consumers: ["postgres"],
        send: async (_, packet) => void sent.push(packet),
        schedule: new AlarmSchedule({ sql, storage, now: () => Date.now() + 3_600_000 }),
        setTimer: () => {},
      });
    const event = (id: string): ObjectEvent => ({
      kind: "contacts_dropped",
      version: 1,
      at: 1,
      payload: { ids: [id] },
    });
    const first = start();
    first.record([event("c.0.1"), event("é🛑")]);
    first.flushSoon();
    first.confirm("postgres", 1, 1);
    first.record([event("c.0.2")]);
    const second = start();
    second.record([event("c.0.3")]);
    await second.flush();
    expect(sent.map(({ fromSeq, toSeq }) => [fromSeq, toSeq])).toEqual([[2, 3]]);
    expect(brokenLink(sent[0]!.batches, null)).toBeNull();
    expect(brokenLink(sent[0]!.batches, CHAIN_START)).toBe(2);
    second.confirm("postgres", 2, 3);
    expect(second.pending()).toEqual({ rows: 0, oldestAtMs: null });
  });
});
