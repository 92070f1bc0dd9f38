/** The steps of an archive in Node: real queues on `node:sqlite`, and a Postgres that holds what their events say. */
import { describe, expect, test } from "vitest";
import { archiveLinesOf } from "../../../domain/archive/archive.ts";
import type { ArchiveLines } from "../../../domain/archive/archive.ts";
import type { ArchiveProgress } from "../../../domain/archive/archive-progress.ts";
import { emptyForArchive, exportPart, readiness, TOMBSTONE_TABLES } from "../../campaign-queue/contacts/archive.ts";
import { migrate } from "../../kit/storage/migrations.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { rowsLeft } from "../../kit/storage/wipe.ts";
import { ANA, aConfig, CAMPAIGN_ID, queueWorld } from "../../testing/queue-world.ts";
import { archiveProgress } from "./archive-record.ts";
import { beginArchive, cancelArchive } from "./archive-begin.ts";
import { archiveFileKeys } from "./archive-files.ts";
import { runArchive } from "./archive.ts";
import type { ArchiveDeps } from "./archive.ts";
import { CAMPAIGN_MIGRATIONS } from "../schema.ts";
import { CampaignState } from "../state.ts";
import type { CampaignQueueRpc, EmptyForArchiveRequest } from "../../rpc/campaign-queue.ts";

const ID = "archive-of-a-test-0001";

/** One queue with seven contacts, two of them texted, one reply. */
function closedCampaign() {
  const sql = nodeSql();
  migrate(sql, CAMPAIGN_MIGRATIONS);
  const state = new CampaignState(sql, CAMPAIGN_ID);
  state.save({ ...aConfig({ status: "CLOSED" }), joinToken: "", customFields: ["city"] });
  state.addQueues(1);
  state.addTexter(ANA.personId, 1, 1);
  const world = queueWorld({ contacts: 7 });
  world.lease(ANA, 3);
  world.send(1);
  world.send(2);
  world.wave(({ n }) => ({ kind: "accepted", sid: `SM-${n}`, status: "accepted", from: null, segments: 1 }));
  world.receive(1, "Yes");
  const unconfirmed = { rows: 0 };
  const queue = {
    archiveReadiness: async () => readiness(world.store, unconfirmed.rows),
    exportPart: async ({ after, limit }: { after: number; limit: number }) => exportPart(world.store, after, limit),
    emptyForArchive: async (request: EmptyForArchiveRequest) =>
      emptyForArchive(world.store, { ...request, outboxRows: unconfirmed.rows }),
  };
  const everything = () => archiveLinesOf(exportPart(world.store, 0, 100));
  const postgres: { lines: ArchiveLines | null; extra: number; isUp: boolean } = { lines: null, extra: 0, isUp: true };
  /** As it is, unless a test has fixed what Postgres holds. */
  const stored = () => {
    if (!postgres.isUp) throw new Error("down");
    return postgres.lines ?? everything();
  };
  const files = new Map<string, string>();
  const published: ArchiveProgress[] = [];
  const calls = { desks: 0 };
  const deps: ArchiveDeps = {
    state,
    now: () => 1_000,
    // Only these calls are made.
    queue: () => queue as unknown as Remote<CampaignQueueRpc>,
    postgres: {
      lines: async (ids) =>
        new Map([...stored()].filter(([what]) => ids.includes(what) || ids.includes(what.slice(0, what.indexOf("/"))))),
      asStored: (lines) => lines,
      counts: async () => {
        const whats = [...stored().keys()];
        const messages = whats.filter((what) => what.includes("/")).length;
        return new Map([[1, { contacts: whats.length - messages, messages: messages + postgres.extra }]]);
      },
      isDown: (error) => String(error).includes("down"),
    },
    deleteFiles: async (keys) => void keys.forEach((key) => files.delete(key)),
    putFile: async (key, text) => void files.set(key, text),
    becomeArchived: () => {
      const info = deps.state.info!;
      deps.state.save({ ...info, status: "ARCHIVED", epoch: info.epoch + 1 });
    },
    clearDesks: async () => void (calls.desks += 1),
    forget: () => sql.run("DELETE FROM texters"),
    publish: (progress) => void published.push(progress),
    sizes: { contactsPerPart: 3, stepsPerRun: 1 },
  };
  const campaign = {
    sql,
    world,
    deps,
    files,
    published,
    calls,
    postgres,
    unconfirmed,
    everything,
    begin: (archiveId = ID) => beginArchive(deps, { archiveId, personId: "p1" }),
    /** Nothing but the tables is left of the campaign and its queue. */
    restart: () => {
      Object.assign(deps, { state: new CampaignState(sql, CAMPAIGN_ID) });
      world.restart();
    },
    /** Steps until it rests; each may be followed by something. */
    run: async (afterStep: () => void = () => {}) => {
      for (let steps = 1; steps < 100; steps += 1) {
        const next = await runArchive(deps);
        afterStep();
        if (next === "done") return steps;
      }
      throw new Error("an archive without end");
    },
    progress: () => archiveProgress(sql)!,
  };
  return campaign;
}

describe("an archive", () => {
  test("exports every contact and message once, empties the queue, and leaves a receipt; twice is once", async () => {
    const campaign = closedCampaign();
    const before = campaign.everything();
    expect(await campaign.begin()).toMatchObject({ ok: true, progress: { state: "running", contacts: 7 } });
    await campaign.run();
    expect(campaign.progress()).toMatchObject({
      state: "done",
      queuesCleared: 1,
      receipt: { contacts: 7, messages: 3, texters: 1, byPersonId: "p1", at: 1_000 },
    });
    expect(campaign.progress().receipt?.checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(rowsLeft(campaign.world.sql, TOMBSTONE_TABLES)).toEqual({});
    const rows = ["contacts", "messages"] as const;
    const exported = rows.flatMap((file) =>
      archiveFileKeys(campaign.deps.state, file).flatMap((key) => campaign.files.get(key)!.trim().split("\r\n")),
    );
    expect(exported.filter((line) => line !== "")).toHaveLength(before.size);
    expect(campaign.deps.state.info?.status).toBe("ARCHIVED");
    expect(await campaign.begin()).toMatchObject({ ok: true, progress: { state: "done" } });
    expect(await campaign.begin("another-archive-0001")).toMatchObject({ ok: false, reason: "already_archived" });
  });

  test("that is killed between any two steps goes on, and leaves the same", async () => {
    const [calm, killed] = [closedCampaign(), closedCampaign()];
    await calm.begin();
    await killed.begin();
    const steps = await calm.run();
    expect(await killed.run(killed.restart)).toBe(steps);
    expect(killed.progress()).toEqual(calm.progress());
    expect([...killed.files]).toEqual([...calm.files]);
    expect(steps).toBeGreaterThan(6);
  });

  test("is refused while texts are open, by their number and what to do", async () => {
    const campaign = closedCampaign();
    campaign.world.send(3);
    expect(await campaign.begin()).toMatchObject({
      reason: "texts_open",
      message: expect.stringContaining("One text still waits for the carrier"),
    });
    campaign.world.wave({ kind: "unknown", detail: "" });
    expect(await campaign.begin()).toMatchObject({
      reason: "texts_open",
      message: expect.stringContaining("One text has an unknown outcome"),
    });
  });

  test("of anything but a closed campaign is refused", async () => {
    const campaign = closedCampaign();
    campaign.deps.state.save({ ...campaign.deps.state.info!, status: "ACTIVE" });
    expect(await campaign.begin()).toMatchObject({
      reason: "not_allowed",
      message: expect.stringContaining("close it"),
    });
  });

  test("waits for what Postgres has not confirmed, and can be given up meanwhile", async () => {
    const campaign = closedCampaign();
    campaign.unconfirmed.rows = 2;
    await campaign.begin();
    expect(await runArchive(campaign.deps)).toBe("wait");
    expect(campaign.progress()).toMatchObject({ stage: "waiting", message: expect.stringContaining("2 packets") });
    expect(await cancelArchive(campaign.deps)).toMatchObject({ ok: true, progress: { state: "cancelled" } });
    expect(await runArchive(campaign.deps)).toBe("done");
    expect(campaign.everything().size).toBe(10);
  });

  test("that is given up leaves no file behind, and the next one begins anew", async () => {
    const campaign = closedCampaign();
    await campaign.begin();
    while (campaign.files.size === 0) await runArchive(campaign.deps);
    await cancelArchive(campaign.deps);
    expect(campaign.files.size).toBe(0);
    await campaign.begin("another-archive-0003");
    await campaign.run();
    expect(campaign.progress()).toMatchObject({ state: "done", receipt: { contacts: 7, messages: 3 } });
  });

  test("stops, names the records and removes nothing when Postgres holds something else", async () => {
    const campaign = closedCampaign();
    const lines = campaign.everything();
    const { world } = campaign;
    lines.delete(world.id(6));
    lines.set(world.id(2), lines.get(world.id(2))!.replace('"messaged"', '"closed"'));
    campaign.postgres.lines = lines;
    await campaign.begin();
    await campaign.run();
    expect(campaign.progress()).toMatchObject({
      state: "stopped",
      differences: [{ what: world.id(2), message: "differs in status" }],
    });
    expect(campaign.everything().size).toBe(10);
    // Mended, it may be archived again.
    campaign.postgres.lines = null;
    expect(await campaign.begin("another-archive-0002")).toMatchObject({ ok: true });
    await campaign.run();
    expect(campaign.progress()).toMatchObject({ state: "done", differences: [] });
  });

  test("stops when Postgres holds more than the campaign", async () => {
    const campaign = closedCampaign();
    campaign.postgres.extra = 1;
    await campaign.begin();
    await campaign.run();
    expect(campaign.progress()).toMatchObject({
      state: "stopped",
      stage: "checking",
      differences: [{ what: "queue 1", message: "3 messages, 4 in the database" }],
    });
    expect(campaign.everything().size).toBe(10);
  });

  test("exports a queue anew when a reply comes in between, and loses it at no step", async () => {
    // The step after which the reply comes: once per step of a calm archive that has not emptied the queue yet.
    for (let at = 1; ; at += 1) {
      const campaign = closedCampaign();
      await campaign.begin();
      let step = 0;
      let heard = false;
      await campaign.run(() => {
        step += 1;
        if (step === at) heard = campaign.world.receive(2, "Late, but here").ok;
      });
      expect(campaign.progress().state).toBe("done");
      if (!heard) {
        expect(at).toBeGreaterThan(4);
        return;
      }
      expect(campaign.progress().receipt).toMatchObject({ contacts: 7, messages: 4 });
      expect([...campaign.files.values()].join("")).toContain("Late, but here");
    }
  });

  test("resumes by itself after Postgres was away", async () => {
    const campaign = closedCampaign();
    await campaign.begin();
    await runArchive(campaign.deps);
    campaign.postgres.isUp = false;
    await expect(runArchive(campaign.deps)).rejects.toThrow("down");
    expect(campaign.progress()).toMatchObject({ state: "running", message: expect.stringContaining("database") });
    campaign.postgres.isUp = true;
    await campaign.run();
    expect(campaign.progress()).toMatchObject({ state: "done", message: null });
  });

  test("has no way back once a queue is being emptied", async () => {
    const campaign = closedCampaign();
    await campaign.begin();
    while (campaign.progress().stage !== "desks") await runArchive(campaign.deps);
    expect(await cancelArchive(campaign.deps)).toMatchObject({ ok: false, reason: "too_late" });
  });
});
