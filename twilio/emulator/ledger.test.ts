import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMessage } from "../carrier.ts";
import type { LedgerInbound } from "./ledger.ts";
import { account, ANNA, NO_WAITS, reported, STATUS_URL, testCarrier } from "./test-carrier.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "ledger-"))));
afterEach(() => rmSync(folder, { recursive: true }));

describe("the ledger", () => {
  test("is read in order, in pages, and by recipient", async () => {
    const carrier = testCarrier();
    for (let i = 1; i <= 5; i += 1) await createMessage(account, carrier.text({ body: `Text ${i}` }), carrier.deps);
    await createMessage(account, carrier.text({ to: "+16174440002" }), carrier.deps);
    const page = await carrier.control("/ledger?since=2&limit=2");
    expect(page).toMatchObject({ texts: [{ body: "Text 3" }, { body: "Text 4" }], next: 4, more: true });
    expect(await carrier.control("/ledger?to=%2B16174440002")).toMatchObject({ texts: [{ seq: 6 }], more: false });
  });

  test("shows a text's statuses with their times", async () => {
    const carrier = testCarrier({ now: () => 1000 });
    await createMessage(account, carrier.text(), carrier.deps);
    const at = 1000;
    expect((await carrier.ledger())[0]?.statuses).toEqual([
      { status: "accepted", at },
      { status: "queued", at },
      { status: "sent", at },
      { status: "delivered", at },
    ]);
  });

  test("counts a message that was sent twice as a duplicate, by its callback address", async () => {
    const carrier = testCarrier();
    for (const id of ["1", "2", "2", "2"]) {
      await createMessage(
        account,
        carrier.text({ statusCallback: `https://text.example.org/status?m=${id}` }),
        carrier.deps,
      );
    }
    expect(await carrier.summary()).toMatchObject({
      accepted: 4,
      recipients: 1,
      byStatus: { delivered: 4 },
      duplicateTexts: 2,
      duplicates: [{ statusCallback: "https://text.example.org/status?m=2", sids: { length: 3 } }],
    });
  });

  test("is forgotten by a reset, with faults and blocked numbers", async () => {
    const carrier = testCarrier();
    await createMessage(account, carrier.text(), carrier.deps);
    await carrier.control("/inbound", { from: ANNA, body: "STOP" });
    await carrier.control("/faults", { kind: "500" });
    await carrier.control("/settings", { seed: 9 }, "PUT");
    await carrier.control("/reset", {});
    expect(await carrier.summary()).toMatchObject({ accepted: 0, blocked: 0, inbound: { texts: 0 } });
    expect(await createMessage(account, carrier.text(), carrier.deps)).toMatchObject({ kind: "accepted" });
    expect(await carrier.control("/settings")).toMatchObject({ seed: 9 });
    await carrier.control("/reset", { settings: true });
    expect(await carrier.control("/settings")).toMatchObject({ seed: 1, mode: "pull" });
  });
});

describe("a ledger file", () => {
  test("keeps texts, statuses, inbound texts and blocked numbers over a restart, and goes on counting", async () => {
    const ledgerFile = join(folder, "new", "ledger.jsonl");
    const first = testCarrier({ ledgerFile });
    await createMessage(account, first.text(), first.deps);
    await first.control("/inbound", { from: "+16174440002", body: "STOP" });
    const before = await first.ledger();
    first.emulator.close();

    const second = testCarrier({ ledgerFile });
    expect(await second.ledger()).toEqual(before);
    expect((await second.control<{ texts: LedgerInbound[] }>("/inbound")).texts).toMatchObject([{ body: "STOP" }]);
    expect(await createMessage(account, second.text({ to: "+16174440002" }), second.deps)).toMatchObject({
      code: 21610,
    });
    await createMessage(account, second.text(), second.deps);
    expect((await second.ledger()).map(({ seq }) => seq)).toEqual([1, 2]);
    second.emulator.close();
  });

  test("survives a kill in the middle of a line, and what was under way goes on", async () => {
    const ledgerFile = join(folder, "ledger.jsonl");
    const killed = testCarrier({ ledgerFile, settings: { delays: { ...NO_WAITS, sentMs: [60_000, 60_000] } } });
    await createMessage(account, killed.text(), killed.deps);
    await killed.control("/inbound", { from: ANNA, body: "Yes", times: 2 });
    killed.emulator.close();
    appendFileSync(ledgerFile, '{"k":"text","text":{"sid":"SM');

    const next = testCarrier({ ledgerFile });
    expect(await next.ledger()).toMatchObject([{ status: "delivered", statusCallback: STATUS_URL }]);
    const webhooks = await next.pull();
    expect(webhooks.map(reported)).toEqual(["sent", "delivered", null, null]);
    await createMessage(account, next.text(), next.deps);
    next.emulator.close();
    expect(await testCarrier({ ledgerFile }).ledger()).toHaveLength(2);
  });

  test("is emptied by a reset", async () => {
    const ledgerFile = join(folder, "ledger.jsonl");
    const carrier = testCarrier({ ledgerFile });
    await createMessage(account, carrier.text(), carrier.deps);
    await carrier.control("/reset", {});
    carrier.emulator.close();
    expect(await testCarrier({ ledgerFile }).ledger()).toEqual([]);
  });
});
