/** What webhooks bring is committed, and an opt-out is with the directory, before the carrier has its answer. */
import { describe, expect, test } from "vitest";
import { ANA, ORG_ID, queueWorld } from "../../testing/queue-world.ts";
import { owedOptOut } from "../opt-outs/owed-opt-outs.ts";
import type { OwedOptOut } from "../opt-outs/owed-opt-outs.ts";
import { Intake } from "./intake.ts";
import type { IntakeDeps } from "./intake.ts";

function taking(change: Partial<IntakeDeps> = {}) {
  const world = queueWorld({ contacts: 3 });
  world.lease(ANA, 3);
  for (const n of [1, 2, 3]) world.send(n);
  world.wave();
  const seen = { reported: [] as OwedOptOut[], soon: 0, answers: 0, media: 0, reports: 0, faults: [] as string[] };
  const directory = { isAway: false };
  const intake = new Intake({
    store: world.store,
    directory: {
      reportOptOut: async (owed) => {
        if (directory.isAway) throw new Error("the directory is away");
        seen.reported.push(owed);
      },
      reportSoon: () => void (seen.soon += 1),
    },
    answers: { soon: () => void (seen.answers += 1) },
    media: { soon: () => void (seen.media += 1) },
    carrier: {},
    onReports: () => (seen.reports += 1),
    onFault: (what) => void seen.faults.push(what),
    ...change,
  });
  const inbound = (n: number, body: string, sid = `SM-${n}-${body}`) => ({ n, body, sid, carrierAnswered: false });
  const report = (n: number, status: "SENT" | "DELIVERED" | "ERROR", errorCode: number | null = null) => {
    const { id: messageId, sid } = world.sent(n)[0]!;
    return { n, messageId, sid: sid ?? "", status, errorCode };
  };
  const archive = () => world.configure({ status: "ARCHIVED" });
  return { world, intake, seen, directory, inbound, report, archive };
}

describe("an inbound text", () => {
  test("is stored once, however often it is delivered", async () => {
    const { world, intake, inbound } = taking();
    expect(await intake.receive(inbound(1, "Yes"))).toEqual({ ok: true, repeated: false });
    expect(await intake.receive(inbound(1, "Yes"))).toEqual({ ok: true, repeated: true });
    expect(world.store.thread(1).filter(({ direction }) => direction === "in")).toHaveLength(1);
  });

  test("that opts out is answered only once the directory has it", async () => {
    const { world, intake, seen, directory, inbound } = taking();
    directory.isAway = true;
    await expect(intake.receive(inbound(1, "STOP", "SM1"))).rejects.toThrow("the directory is away");
    // Stored all the same: the contact is not texted, and the report is owed.
    expect(world.contact(1).opted_out).toBe(1);
    expect(owedOptOut(world.store, 1, "SM1")).not.toBeNull();
    directory.isAway = false;
    expect(await intake.receive(inbound(1, "STOP", "SM1"))).toEqual({ ok: true, repeated: true });
    expect(seen.reported).toMatchObject([{ n: 1, messageId: "SM1", optedOut: true }]);
  });

  test("to the queue's own number finds its contact by the number that it comes from", async () => {
    const { world, intake, seen, inbound } = taking();
    const from = world.contact(2).cell;
    const { n: _, ...text } = inbound(2, "STOP", "SM1");
    const stranger = { ...text, sid: "SM2", from: "+12125550999" };
    // False: the directory is asked.
    expect(await intake.receiveFrom([stranger, { ...text, from }])).toEqual([false, true]);
    expect(await intake.receiveFrom([{ ...text, from }])).toEqual([true]);
    expect(world.store.thread(2).filter(({ direction }) => direction === "in")).toHaveLength(1);
    expect(seen.reported[0]).toMatchObject({ n: 2, messageId: "SM1", optedOut: true });
  });

  test("that came before the first text stays with the directory when it is delivered again", async () => {
    const world = queueWorld({ contacts: 1 });
    const { intake } = taking({ store: world.store });
    const text = { body: "Hi", sid: "SM1", carrierAnswered: false, from: world.contact(1).cell };
    expect(await intake.receiveFrom([text])).toEqual([false]);
    world.lease(ANA, 1);
    world.send(1);
    world.wave();
    expect(await intake.receiveFrom([text, { ...text, sid: "SM2" }])).toEqual([false, true]);
  });

  test("to the number of an archived campaign is left to the directory", async () => {
    const { world, intake, inbound, archive } = taking();
    const { n: _, ...text } = inbound(1, "Hi", "SM1");
    archive();
    expect(await intake.receiveFrom([{ ...text, from: world.contact(1).cell }])).toEqual([false]);
  });

  test("that may be an opt-out is reported for a review, without waiting for it", async () => {
    const { intake, seen, inbound } = taking();
    expect(await intake.receive(inbound(1, "you have the wrong number"))).toMatchObject({ ok: true });
    expect(seen).toMatchObject({ reported: [], soon: 1, answers: 1 });
  });

  test("with files has them fetched", async () => {
    const { intake, seen, inbound } = taking();
    await intake.receive(inbound(1, "Hi"));
    expect(seen.media).toBe(0);
    const media = [{ url: "https://api.example/1", path: "/1", type: "image/png" }];
    await intake.receive({ ...inbound(1, "Look"), media });
    expect(seen.media).toBe(1);
  });

  test("of an archived campaign is refused", async () => {
    const { intake, inbound, archive } = taking();
    archive();
    expect(await intake.receive(inbound(1, "Hello"))).toMatchObject({ ok: false, reason: "archived" });
  });

  test("of a contact that nobody knows is refused, and does not hold up the others of its call", async () => {
    const { intake, seen, directory, inbound } = taking();
    directory.isAway = true;
    const texts = [inbound(1, "Yes"), inbound(99, "Yes"), inbound(2, "STOP"), inbound(3, "No")];
    expect(await intake.receiveAll({ texts })).toEqual([true, false, null, true]);
    expect(seen.faults).toEqual(["inbound_text_not_taken"]);
  });
});

describe("delivery reports", () => {
  test("of another organization's address change nothing", async () => {
    const { world, intake, seen, report } = taking();
    const reports = [report(1, "DELIVERED")];
    expect(await intake.deliveryReports({ orgId: "o000000000000009", reports })).toEqual([false]);
    expect([world.onlyText(1).send_status, seen.reports]).toEqual(["SENT", 0]);
    expect(await intake.deliveryReports({ orgId: ORG_ID, reports })).toEqual([true]);
    expect([world.onlyText(1).send_status, seen.reports]).toEqual(["DELIVERED", 1]);
  });

  test("that come at once share a commit, and each has its own answer", async () => {
    const { world, intake, report } = taking();
    const unknown = { ...report(3, "DELIVERED"), messageId: "message-unknown" };
    const answers = await Promise.all([
      intake.deliveryReports({ reports: [report(1, "DELIVERED"), report(2, "ERROR", 30003)] }),
      intake.deliveryReports({ reports: [unknown] }),
    ]);
    expect(answers).toEqual([[true, true], [false]]);
    expect([1, 2, 3].map((n) => world.onlyText(n).send_status)).toEqual(["DELIVERED", "ERROR", "SENT"]);
  });

  test("that the contact has opted out at the carrier are answered once the directory has it", async () => {
    const { intake, seen, directory, report } = taking();
    directory.isAway = true;
    const reports = [report(1, "ERROR", 21610)];
    await expect(intake.deliveryReports({ reports })).rejects.toThrow("the directory is away");
    directory.isAway = false;
    await intake.deliveryReports({ reports });
    expect(seen.reported).toMatchObject([{ n: 1, optedOut: true, reason: "carrier_21610" }]);
  });

  test("of an archived campaign are taken, so that the carrier does not repeat them, and change nothing", async () => {
    const { world, intake, seen, report, archive } = taking();
    const reports = [report(1, "DELIVERED")];
    archive();
    expect(await intake.deliveryReports({ reports })).toEqual([true]);
    expect([world.onlyText(1).send_status, seen.reports]).toEqual(["SENT", 0]);
  });

  test("are read by the carrier in use, where it writes them in its own way", async () => {
    const { world, intake, report } = taking({ carrier: { readReports: (all) => all.slice(0, 1) } });
    expect(await intake.deliveryReports({ reports: [report(1, "DELIVERED"), report(2, "DELIVERED")] })).toEqual([true]);
    expect(world.onlyText(2).send_status).toBe("SENT");
  });
});
