/** Joining and taking: what a texter gets, and when. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import type { AssignmentPolicy } from "../../../domain/assignment/assignment-policy.ts";
import { deskOf, hasUnconfirmedLeases, lease } from "../../campaign-queue/assignment/leases.ts";
import { ANA, CAMPAIGN_ID, NOON } from "../../testing/queue-world.ts";
import { TOKEN, REQUEST, deskWorld, holding, sendFirstText } from "../../testing/desk-world.ts";
import type { Made } from "../../testing/desk-world.ts";

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

describe("joining", () => {
  test("puts the campaign on the desk; twice is the same assignment", async () => {
    const { ask } = deskWorld();
    expect(await ask("join", { token: TOKEN })).toMatchObject({ ok: true, already: false, title: "Spring" });
    expect(await ask("join", { token: TOKEN })).toMatchObject({ ok: true, already: true });
    expect(await ask("campaigns")).toMatchObject({ campaigns: [{ campaignId: CAMPAIGN_ID }] });
  });

  test.each([`${CAMPAIGN_ID}.wrongwrongwrong`, "nonsense.secret", "c.", "1234567890"])(
    "by %s leads nowhere",
    async (token) => {
      const { ask } = deskWorld();
      expect((await ask("join", { token })).ok).toBe(false);
      expect(await ask("campaigns")).toMatchObject({ campaigns: [] });
    },
  );
});

describe("taking a batch", () => {
  test("gives at most the batch size, and confirms the lease", async () => {
    const { world, ask } = deskWorld();
    await ask("join", { token: TOKEN });
    expect(await ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST })).toMatchObject({
      ok: true,
      taken: 10,
      counts: { toSend: 10, handedOut: 0 },
    });
    expect(hasUnconfirmedLeases(world.store)).toBe(false);
  });

  test("repeated gives the same ones, even at the same time", async () => {
    const { world, ask } = deskWorld();
    await ask("join", { token: TOKEN });
    const take = () => ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST, count: 4 });
    expect(await Promise.all([take(), take(), take()])).toMatchObject([{ taken: 4 }, { taken: 4 }, { taken: 4 }]);
    expect(world.store.counters).toMatchObject({ assigned: 4, left: 16 });
  });

  test("is refused while a whole batch is unsent, also when both are asked for at once", async () => {
    const { world, ask } = deskWorld();
    await ask("join", { token: TOKEN });
    const take = (requestId: string) => ask("take", { campaignId: CAMPAIGN_ID, requestId });
    expect(await Promise.all([take(REQUEST), take(`${REQUEST}x`)])).toMatchObject([
      { taken: 10 },
      { ok: false, reason: "batch_in_hand" },
    ]);
    expect(world.store.counters.assigned).toBe(10);
  });

  test("of a campaign that one has not joined is refused", async () => {
    const { ask } = deskWorld();
    expect(await ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST })).toMatchObject({ reason: "not_yours" });
  });

  test("says that nothing is left", async () => {
    const { ask } = deskWorld({ contacts: 0 });
    await ask("join", { token: TOKEN });
    expect(await ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST })).toMatchObject({
      reason: "nothing_left",
    });
  });

  test("says why, when the queue refuses", async () => {
    const { world, ask } = deskWorld();
    await ask("join", { token: TOKEN });
    world.configure({ status: "CLOSED_FOR_INITIAL_SENDS" });
    expect(await ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST })).toMatchObject({
      reason: "campaign_closed_for_initials",
    });
  });

  test("after a crash counts what the lease holds, not what is new on the desk", async () => {
    const { world, desk, ask } = deskWorld();
    await ask("join", { token: TOKEN });
    const leased = lease(world.store, { texter: ANA, requestId: REQUEST, count: 4 });
    for (const item of leased.ok ? leased.items : []) desk.put(item);
    expect(await ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST, count: 4 })).toMatchObject({ taken: 4 });
  });
});

describe("a campaign's policy", () => {
  const policy = (change: Partial<AssignmentPolicy>) => ({ config: { policy: { ...DEFAULT_POLICY, ...change } } });
  const take = ({ ask }: Made, requestId: string, count: number) =>
    ask("take", { campaignId: CAMPAIGN_ID, requestId, count });

  test("caps what one texter gets over all batches, also when some are given back", async () => {
    const made = await holding(4, policy({ capPerTexter: 6 }));
    expect(await take(made, "request-0000000002", 5)).toMatchObject({ ok: true, taken: 2 });
    expect(await take(made, "request-0000000003", 5)).toMatchObject({ ok: false, reason: "cap_reached" });
    await made.ask("release", { campaignId: CAMPAIGN_ID });
    expect(await take(made, "request-0000000003", 5)).toMatchObject({ ok: false, reason: "cap_reached" });
    // What a request brought before, it brings again.
    expect(await take(made, "request-0000000002", 5)).toMatchObject({ ok: true, taken: 2 });
  });

  test("may want replies answered before more contacts are had", async () => {
    const made = await holding(1, policy({ mayAskWhileRepliesWait: false }));
    await sendFirstText(made, 1);
    const item = made.desk.item(made.world.id(1))!;
    made.desk.put({ ...item, status: "needsResponse", version: item.version + 1 });
    expect(await take(made, "request-0000000002", 1)).toMatchObject({ ok: false, reason: "replies_wait" });
    made.desk.put({ ...item, status: "convo", version: item.version + 2 });
    expect(await take(made, "request-0000000002", 1)).toMatchObject({ ok: true, taken: 1 });
  });
});

describe("texting hours", () => {
  /** Contacts 4 to 6 live in Los Angeles, the others in New York; the desk holds all. */
  async function acrossZones() {
    const made = await holding(6, { contacts: 6 });
    made.world.sql.run("UPDATE contacts SET zones = 'la' WHERE n > 3");
    const items = deskOf(made.world.store, ANA);
    for (const item of items) made.desk.put(item, true);
    // 20:55 in New York, 17:55 in Los Angeles.
    made.world.clock.now = NOON + 9 * 3_600_000 - 5 * 60_000;
    return made;
  }

  test("the desk counts contacts by place, and hands out only those who may be texted now", async () => {
    const { ask, world } = await acrossZones();
    const next = await ask("next", { campaignId: CAMPAIGN_ID, count: 20, have: [] });
    expect(next).toMatchObject({ toSendByZones: { ny: 3, la: 3 } });
    expect(next.items?.map(({ contactId }) => contactId)).toEqual([4, 5, 6].map(world.id));
    expect(await ask("campaigns")).toMatchObject({
      campaigns: [{ toSendByZones: { ny: 3, la: 3 } }],
    });
  });

  test("when nobody on it may be texted, the desk hands out nobody", async () => {
    const { ask, world } = await acrossZones();
    world.clock.now = NOON + 13 * 3_600_000;
    expect(await ask("next", { campaignId: CAMPAIGN_ID, count: 20, have: [] })).toMatchObject({ items: [] });
  });

  test("a batch at night is refused with the time at which there will be one", async () => {
    const made = await holding(0, { contacts: 6 });
    made.world.clock.now = NOON + 13 * 3_600_000;
    const taken = await made.ask("take", { campaignId: CAMPAIGN_ID, requestId: "request-of-the-night" });
    expect(taken).toMatchObject({ reason: "outside_hours", mayGoAtMs: NOON + 21 * 3_600_000 });
  });
});
