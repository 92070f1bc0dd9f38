/** Desks learn of contacts that an admin gives, also when a change is interrupted. */
import { describe, expect, test } from "vitest";
import type { Remote } from "../../kit/calls/remote.ts";
import type { TexterInboxRpc } from "../../rpc/texter-inbox.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { aConfig, ANA, BEN, CAMPAIGN_ID, NOON } from "../../testing/queue-world.ts";
import { CAMPAIGN_MIGRATIONS } from "../schema.ts";
import { CampaignState } from "../state.ts";
import type { CampaignInfo } from "../state.ts";
import { Receivers } from "./receivers.ts";

const [ana, ben] = [ANA.personId, BEN.personId];
const INFO: CampaignInfo = { ...aConfig(), joinToken: `${CAMPAIGN_ID}.secret`, customFields: [] };

function aCampaign() {
  const sql = migratedSql(CAMPAIGN_MIGRATIONS);
  const state = new CampaignState(sql, CAMPAIGN_ID);
  state.save(INFO);
  const seen = { notified: [] as string[], wakeAtMs: [] as number[], joined: 0, faults: [] as string[] };
  const away = new Set<string>();
  const start = () =>
    new Receivers({
      state,
      now: () => NOON,
      wakeAt: (atMs) => void seen.wakeAtMs.push(atMs),
      onJoined: () => (seen.joined += 1),
      onFault: (what) => void seen.faults.push(what),
      inbox: (_orgId, personId) => {
        const methods: Partial<Remote<TexterInboxRpc>> = {
          assigned: async ({ campaignId }) => {
            if (away.has(personId)) throw new Error("the inbox is away");
            seen.notified.push(`${campaignId} ${personId}`);
          },
        };
        // The one call that receivers make.
        return methods as Remote<TexterInboxRpc>;
      },
    });
  const stored = () => sql.all<{ person_id: string }>("SELECT person_id FROM receivers").map((row) => row.person_id);
  return { state, seen, away, start, stored };
}

const giving =
  (...got: string[]) =>
  async () => ({ answer: "done", got });

describe("a change that gives contacts", () => {
  test("joins and notifies the texters who got some, and forgets the others", async () => {
    const { state, seen, start, stored } = aCampaign();
    expect(await start().during(INFO, [ana, ben], giving(ana))).toBe("done");
    expect(seen).toMatchObject({ notified: [`${CAMPAIGN_ID} ${ana}`], joined: 1 });
    expect([state.hasTexter(ana), state.hasTexter(ben), stored()]).toEqual([true, false, []]);
  });

  test("has its receivers stored and an alarm set before the queues begin", async () => {
    const { seen, start, stored } = aCampaign();
    await start().during(INFO, [ana], async () => {
      expect([stored(), seen.wakeAtMs]).toEqual([[ana], [NOON + 5_000]]);
      return { answer: null, got: [ana] };
    });
  });

  test("answers although a desk is away, which the alarm notifies later", async () => {
    const { state, seen, away, start, stored } = aCampaign();
    away.add(ana);
    const receivers = start();
    expect(await receivers.during(INFO, [ana], giving(ana))).toBe("done");
    expect([seen.faults, stored(), state.hasTexter(ana)]).toEqual([["desk_not_notified"], [ana], true]);
    await expect(receivers.notifyByAlarm()).rejects.toThrow("1 of 1 desks");
    away.clear();
    await receivers.notifyByAlarm();
    expect([seen.notified, stored()]).toEqual([[`${CAMPAIGN_ID} ${ana}`], []]);
  });

  test("that failed leaves its receivers to the alarm, because queues may have given some", async () => {
    const { state, seen, start, stored } = aCampaign();
    const failing = start().during(INFO, [ana], () => Promise.reject(new Error("a queue is away")));
    await expect(failing).rejects.toThrow("a queue is away");
    expect(stored()).toEqual([ana]);
    // After a restart.
    await start().notifyByAlarm();
    expect([state.hasTexter(ana), seen.notified, stored()]).toEqual([true, [`${CAMPAIGN_ID} ${ana}`], []]);
  });

  test("does not take the notice of an earlier change from a texter who has joined", async () => {
    const { away, start, stored } = aCampaign();
    const receivers = start();
    away.add(ana);
    await receivers.during(INFO, [ana], giving(ana));
    await receivers.during(INFO, [ana], giving());
    expect(stored()).toEqual([ana]);
  });
});

describe("the alarm", () => {
  test("leaves a change that runs alone and comes again", async () => {
    const { seen, start, stored } = aCampaign();
    const receivers = start();
    await receivers.during(INFO, [ana], async () => {
      await receivers.notifyByAlarm();
      expect([seen.notified, stored()]).toEqual([[], [ana]]);
      expect(seen.wakeAtMs).toHaveLength(2);
      return { answer: null, got: [] };
    });
  });

  test("notifies nobody of an archived campaign", async () => {
    const { state, seen, start, stored } = aCampaign();
    await start()
      .during(INFO, [ana], () => Promise.reject(new Error("stopped")))
      .catch(() => {});
    state.save({ ...INFO, status: "ARCHIVED" });
    await start().notifyByAlarm();
    expect([seen.notified, stored()]).toEqual([[], []]);
  });
});
