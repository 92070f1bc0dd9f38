/** An archive whose step fails at each try: given up with its reason, and cancelled at any time. */
import { describe, expect, test } from "vitest";
import type { Remote } from "../../kit/calls/remote.ts";
import { MOST_TRIES } from "../../kit/jobs/tries.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";
import { closedCampaign } from "../../testing/archive-world.ts";
import { cancelArchive } from "./archive-begin.ts";
import { isBeingArchived } from "./archive-record.ts";
import { runArchive } from "./archive.ts";

describe("an archive", () => {
  test("that fails at each try is given up with its place and reason, leaves no file, and may be begun again", async () => {
    const campaign = closedCampaign();
    await campaign.begin();
    while (campaign.files.size === 0) await runArchive(campaign.deps);
    campaign.postgres.fault = new TypeError("cannot read the line of +16172345678");
    let runs = 1;
    while (!(await campaign.tryOnce())) {
      runs += 1;
      campaign.restart();
    }
    expect(runs).toBe(MOST_TRIES.lasting);
    const { state, failure, message } = campaign.progress();
    expect({ state, failure }).toMatchObject({
      state: "failed",
      failure: {
        place: expect.stringContaining("part 1 of 1, behind contact 3"),
        reason: expect.stringContaining("5 times in a row in the same way (TypeError)"),
        next: expect.stringContaining("Nothing was removed"),
      },
    });
    expect(message).not.toContain("6172345678");
    expect(campaign.files.size).toBe(0);
    expect(isBeingArchived(campaign.sql)).toBe(false);
    campaign.postgres.fault = null;
    expect(await campaign.begin("another-archive-0004")).toMatchObject({ ok: true, progress: { state: "running" } });
    await campaign.run();
    expect(campaign.progress()).toMatchObject({ state: "done", receipt: { contacts: 7, messages: 3 } });
    expect(campaign.progress().failure).toBeUndefined();
  });

  test("that fails at each try can be cancelled at any try, also when its files cannot be deleted", async () => {
    for (let after = 0; after < MOST_TRIES.lasting; after += 1) {
      const campaign = closedCampaign();
      await campaign.begin();
      await runArchive(campaign.deps);
      campaign.postgres.fault = new TypeError("x");
      campaign.deps.deleteFiles = () => Promise.reject(new Error("R2 is away"));
      for (let tries = 0; tries < after; tries += 1) expect(await campaign.tryOnce()).toBe(false);
      expect(await cancelArchive(campaign.deps)).toMatchObject({ ok: true, progress: { state: "cancelled" } });
      expect(await campaign.tryOnce()).toBe(true);
      expect(isBeingArchived(campaign.sql)).toBe(false);
    }
  });

  test.each(["cancelled", "failed"])(
    "%s while it empties queues, it is stopped there, and the next one ends it",
    async (how) => {
      for (const stage of ["clearing", "desks"] as const) {
        const campaign = closedCampaign();
        await campaign.begin();
        while (campaign.progress().stage !== stage) await runArchive(campaign.deps);
        const files = [...campaign.files];
        if (how === "cancelled") {
          expect(await cancelArchive(campaign.deps)).toMatchObject({
            ok: true,
            progress: { state: "stopped", message: expect.stringContaining("archive again") },
          });
        } else {
          const { deps } = campaign;
          const { queue, clearDesks } = deps;
          deps.queue = () => ({}) as Remote<CampaignQueueRpc>;
          deps.clearDesks = () => Promise.reject(new TypeError("x"));
          while (!(await campaign.tryOnce()));
          expect(campaign.progress()).toMatchObject({ state: "failed", failure: { tries: MOST_TRIES.lasting } });
          Object.assign(deps, { queue, clearDesks });
        }
        expect([...campaign.files]).toEqual(files);
        expect(await campaign.begin("another-archive-0005")).toMatchObject({
          ok: true,
          progress: { state: "running" },
        });
        await campaign.run();
        expect(campaign.progress()).toMatchObject({ state: "done", receipt: { contacts: 7, messages: 3 } });
        expect(campaign.deps.state.info?.status).toBe("ARCHIVED");
      }
    },
  );
});
