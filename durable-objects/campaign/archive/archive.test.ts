/** The steps of an archive in Node. */
import { describe, expect, test } from "vitest";
import { TOMBSTONE_TABLES } from "../../campaign-queue/contacts/archive.ts";
import { rowsLeft } from "../../kit/storage/wipe.ts";
import { closedCampaign } from "../../testing/archive-world.ts";
import { ORG_ID } from "../../testing/queue-world.ts";
import { beginImport } from "../contacts/import-work.ts";
import { cancelArchive } from "./archive-begin.ts";
import { archiveFileKeys } from "./archive-files.ts";
import { runArchive } from "./archive.ts";

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
      message: expect.stringContaining("Close it"),
    });
  });

  test("is refused when contacts came in while its queues were asked", async () => {
    const { deps, begin, progress } = closedCampaign();
    const { queue } = deps;
    deps.queue = (key) => {
      // Opened, imported into and closed again.
      const file = {
        orgId: ORG_ID,
        importId: "i2",
        uploadKey: "u2",
        mapping: null,
        mode: "add",
        allowTestNumbers: true,
      } as const;
      expect(beginImport(deps.state, file, 1_000).ok).toBe(true);
      return queue(key);
    };
    expect(await begin()).toMatchObject({ reason: "import_running" });
    expect(progress()).toBeNull();
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
    campaign.postgres.fault = Object.assign(new Error("down"), { name: "NeonDbError" });
    for (let tries = 0; tries < 20; tries += 1) expect(await campaign.tryOnce()).toBe(false);
    expect(campaign.progress()).toMatchObject({
      state: "running",
      message: expect.stringMatching(/database.*try 20 of 40/),
    });
    campaign.postgres.fault = null;
    await campaign.run();
    expect(campaign.progress()).toMatchObject({ state: "done", message: null });
  });
});
