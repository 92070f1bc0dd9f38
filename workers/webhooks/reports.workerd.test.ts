/** Delivery reports through the route against real objects (docs/rules.md#states-delivery-reports). */
import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { CampaignDetail } from "../../domain/campaigns/campaign.ts";
import type { TexterAnswers } from "../../domain/texter-app/texter.ts";
import type { LedgerText } from "../../twilio/emulator/ledger.ts";
import { started } from "../../test/workers/test-campaign.ts";
import { deliverWebhook, texted } from "../../test/workers/test-carrier.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";
import { env, newOrganization, newTexter, queryPostgres } from "../../test/workers/test-client.ts";

let organization: TestOrganization;
beforeAll(async () => {
  organization = await newOrganization();
});

/** What the carrier reports of one text in the end. Both: a correction, and delivered is final. */
const ENDS = {
  delivered: { forms: [{ MessageStatus: "delivered" }], status: "DELIVERED", errorCode: null },
  undelivered: { forms: [{ MessageStatus: "undelivered", ErrorCode: "30008" }], status: "ERROR", errorCode: 30_008 },
  filtered: { forms: [{ MessageStatus: "failed", ErrorCode: "30007" }], status: "ERROR", errorCode: 30_007 },
  corrected: {
    forms: [{ MessageStatus: "undelivered", ErrorCode: "30008" }, { MessageStatus: "delivered" }],
    status: "DELIVERED",
    errorCode: null,
  },
  silent: { forms: [], status: "SENT", errorCode: null },
} as const;
/** How the request itself went: reports of the last two come before our side knows the carrier's id. */
const REQUESTS = ["answered", "accept-then-500", "accept-then-time-out"] as const;

const text = fc.record({
  end: fc.constantFrom(...(Object.keys(ENDS) as (keyof typeof ENDS)[])),
  request: fc.constantFrom(...REQUESTS),
});
const TIMES = 3;
let runs = 0;

test("each report delivered three times, in random order and before our answer, leaves every text as the carrier ended it", async () => {
  const property = fc.asyncProperty(
    fc.array(text, { minLength: 8, maxLength: 8 }),
    fc.infiniteStream(fc.nat()),
    fc.integer({ min: 1, max: 30 }),
    async (texts, random, atOnce) => {
      const run = await sendAll(texts.map(({ request }) => request));
      const deliveries = texts.flatMap(({ end }, i) => {
        const forms: Record<string, string>[] = [
          { MessageStatus: "queued" },
          { MessageStatus: "sent" },
          ...ENDS[end].forms,
        ];
        return forms.flatMap((form) => Array.from({ length: TIMES }, () => ({ i, form, order: random.next().value })));
      });
      deliveries.sort((a, b) => a.order - b.order);
      for (let from = 0; from < deliveries.length; from += atOnce) {
        const answers = await Promise.all(
          deliveries.slice(from, from + atOnce).map(({ i, form }) => run.report(i, form)),
        );
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
      }
      const wanted = texts.map(({ end }) => [ENDS[end].status, ENDS[end].errorCode]);
      await expect.poll(run.states, { timeout: 30_000 }).toEqual(wanted);
      // What comes after the end changes nothing.
      await Promise.all(texts.map((_, i) => run.report(i, { MessageStatus: "sent" })));
      expect(await run.states()).toEqual(wanted);
      await expect.poll(run.statesInPostgres, { timeout: 30_000 }).toEqual(wanted);
      // The campaign gets its queues' numbers a second later.
      await expect.poll(run.numbers, { timeout: 30_000 }).toMatchObject({
        delivered: wanted.filter(([status]) => status === "DELIVERED").length,
        errors: wanted.filter(([status]) => status === "ERROR").length,
        undecided: 0,
      });
      expect(await run.carried()).toEqual(texts.map(() => 1));
    },
  );
  await fc.assert(property, { numRuns: 3, endOnFailure: true });
}, 120_000);

/** A campaign whose texts have all reached the carrier; what our side knows of that is another matter. */
async function sendAll(requests: readonly (typeof REQUESTS)[number][]) {
  runs += 1;
  const cells = requests.map((_, i) => `+1617${String(2_400_000 + runs * 100 + i)}`);
  for (const [i, kind] of requests.entries()) {
    if (kind === "answered") continue;
    const fault = { kind, to: cells[i], count: 1, ...(kind === "accept-then-time-out" ? { delayMs: 1_000 } : {}) };
    await fetch("http://emulator/control/faults", { method: "POST", body: JSON.stringify(fault) });
  }
  const rows = cells.map((cell, i) => `C${i},Lee,${cell}`).join("\r\n");
  const { campaignId, joinToken } = await started(organization, `first,last,cell\r\n${rows}\r\n`);
  const texter = await newTexter(organization);
  const op = async (name: string, json: unknown) => (await texter.call(`/api/texter/${name}`, { json })).body;
  await op("join", { token: joinToken });
  await op("take", { campaignId, requestId: crypto.randomUUID() });
  // Answers of the texter's operations.
  const next = { campaignId, count: cells.length, have: [] };
  const { items } = (await op("next", next)) as unknown as TexterAnswers["next"];
  const sent = cells.map((cell) => {
    const item = items.find((each) => each.cell === cell);
    if (!item?.firstText?.ok) throw new Error(`${cell} was not handed out`);
    return { contactId: item.contactId, messageId: crypto.randomUUID(), body: item.firstText.text };
  });
  await Promise.all(sent.map((each) => op("send", { ...each, initial: true, lastSeenId: null })));
  const ledger = async (cell: string) => {
    const response = await fetch(`http://emulator/control/ledger?to=${encodeURIComponent(cell)}`);
    return ((await response.json()) as { texts: LedgerText[] }).texts;
  };
  const sids: string[] = [];
  for (const cell of cells) {
    await expect.poll(async () => (await ledger(cell)).length, { timeout: 30_000 }).toBeGreaterThan(0);
    sids.push((await ledger(cell))[0]?.sid ?? "");
  }
  return {
    report: (i: number, form: Record<string, string>) => {
      const { contactId, messageId } = sent[i]!;
      const path = `/webhooks/twilio/${organization.orgId}/status/${contactId}/${messageId}`;
      return deliverWebhook(path, { MessageSid: sids[i]!, AccountSid: env.TWILIO_ACCOUNT_SID, ...form });
    },
    states: async () => {
      const seen = await Promise.all(
        sent.map(
          ({ contactId }) => op("contact", { contactId }) as Promise<unknown> as Promise<TexterAnswers["contact"]>,
        ),
      );
      return seen.map(({ item }) => [item.messages[0]?.sendStatus, item.messages[0]?.errorCode]);
    },
    statesInPostgres: async () => {
      const found = await queryPostgres<{ id: string; send_status: string; error_code: number | null }>(
        "select id, send_status, error_code from messages where campaign_id = $1",
        [campaignId],
      );
      const byId = new Map(found.map((row) => [row.id, [row.send_status, row.error_code]]));
      return sent.map(({ messageId }) => byId.get(messageId));
    },
    numbers: async () => {
      const detail = await organization.admin.call(`/api/admin/campaigns/${campaignId}`);
      return (detail.body["campaign"] as CampaignDetail).numbers;
    },
    carried: async () => Promise.all(cells.map(async (cell) => (await ledger(cell)).length)),
  };
}

test("a report to another organization's address does nothing", async () => {
  const stranger = await newOrganization();
  const { contactId, messageId, item } = await texted(organization, "+16172340901");
  const form = { MessageSid: "SM00000000000000000000000000000009", MessageStatus: "undelivered", ErrorCode: "30003" };
  const foreign = `/webhooks/twilio/${stranger.orgId}/status/${contactId}/${messageId}`;
  expect(await deliverWebhook(foreign, form)).toMatchObject({ status: 404 });
  const own = `/webhooks/twilio/${organization.orgId}/status/${contactId}/${messageId}`;
  const delivered = { ...form, MessageStatus: "delivered", ErrorCode: "" };
  expect(await deliverWebhook(own, delivered)).toMatchObject({ status: 204 });
  await expect.poll(async () => (await item()).messages[0]?.sendStatus, { timeout: 30_000 }).toBe("DELIVERED");
  expect(await deliverWebhook(foreign, form)).toMatchObject({ status: 404 });
  expect((await item()).messages[0]).toMatchObject({ sendStatus: "DELIVERED", errorCode: null });
});
