import { describe, expect, test } from "vitest";
import type { TexterOp } from "../../../domain/texter-app/texter.ts";
import { REQUEST, deskWorld, holding, sendFirstText } from "../../testing/desk-world.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { CAMPAIGN_ID } from "../../testing/queue-world.ts";
import { INBOX_MIGRATIONS } from "../schema.ts";
import { ClientIds, textTo } from "./client-ids.ts";

const REFUSED = { ok: false, reason: "bad_request" };

describe("the id of a text", () => {
  const messageId = "message-for-one-contact";

  test("is refused for another contact after the desk was written and the object started anew", async () => {
    const made = await holding(2);
    await sendFirstText(made, 1, { messageId });
    made.desk.flush();
    const again = made.restart();
    expect(await sendFirstText(again, 2, { messageId })).toMatchObject(REFUSED);
    expect(again.world.sent(2)).toEqual([]);
    expect(await sendFirstText(again, 1, { messageId })).toMatchObject({ ok: true, repeated: true });
  });

  test("is known again after a crash, when the desk was read from its queues", async () => {
    const made = await holding(2);
    await sendFirstText(made, 1, { messageId });
    const again = made.restart();
    expect(again.desk.isComplete).toBe(false);
    again.readAnew();
    expect(await sendFirstText(again, 2, { messageId })).toMatchObject(REFUSED);
    expect(await sendFirstText(again, 1, { messageId })).toMatchObject({ ok: true, repeated: true });
  });

  test("stays known when its contact leaves the desk and the object crashes", async () => {
    const made = await holding(2);
    await sendFirstText(made, 1, { messageId });
    made.desk.lose(made.world.id(1));
    expect(await sendFirstText(made.restart(), 2, { messageId })).toMatchObject(REFUSED);
  });

  test("that was refused for now belongs to its contact all the same", async () => {
    const made = await holding(2);
    made.down.queue = true;
    expect(await sendFirstText(made, 1, { messageId })).toMatchObject({ reason: "unavailable" });
    made.down.queue = false;
    made.desk.flush();
    const again = made.restart();
    expect(await sendFirstText(again, 2, { messageId })).toMatchObject(REFUSED);
    expect(await sendFirstText(again, 1, { messageId })).toMatchObject({ ok: true, repeated: false });
  });
});

test("the id of a tap is refused for another contact and for another operation, also after a restart", async () => {
  const made = await holding(2);
  for (const n of [1, 2]) await sendFirstText(made, n);
  const opId = "tap-of-a-texter-01";
  const [one, two] = [made.world.id(1), made.world.id(2)];
  expect(await made.ask("close", { contactId: one, opId })).toMatchObject({ ok: true });
  made.desk.flush();
  const again = made.restart();
  const others: [TexterOp, object][] = [
    ["close", { contactId: two }],
    ["reopen", { contactId: one }],
    ["answer", { contactId: one, stepId: "s1", value: "Yes" }],
    ["label", { contactId: one, labelId: "l000000000000001", on: true }],
    ["optOut", { contactId: one, reason: "" }],
    ["release", { campaignId: CAMPAIGN_ID }],
  ];
  for (const [op, params] of others) expect(await again.ask(op, { ...params, opId })).toMatchObject(REFUSED);
  expect(await again.ask("close", { contactId: one, opId })).toMatchObject({ ok: true });
});

test("the id of a request for contacts is refused for another campaign", async () => {
  const made = deskWorld();
  made.desk.leases.store(REQUEST, 3, 1, "c000000000000099");
  expect(await made.ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST })).toMatchObject(REFUSED);
  // It brings what it brought before.
  made.desk.leases.store("request-of-before", 3, 1, "");
  expect(await made.ask("take", { campaignId: CAMPAIGN_ID, requestId: "request-of-before" })).toMatchObject({
    ok: true,
    taken: 3,
  });
});

test("the newest 20,000 are remembered", () => {
  const sql = migratedSql(INBOX_MIGRATIONS);
  const ids = new ClientIds(sql);
  for (let n = 0; n <= 20_000; n += 1) ids.note(`message-${n}`, textTo("somebody"));
  ids.flush();
  expect([ids.useOf("message-0"), ids.useOf("message-1")]).toEqual([null, textTo("somebody")]);
});
