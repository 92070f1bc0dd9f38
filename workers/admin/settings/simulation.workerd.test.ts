import { beforeAll, describe, expect, test, vi } from "vitest";
import type { TexterAnswers } from "../../../domain/texter-app/texter.ts";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import type { PhoneText } from "../../../domain/sending/override-phone.ts";
import { NO_SIMULATION } from "../../../domain/sending/simulation.ts";
import { ledger, WAIT } from "../../../test/workers/workers-world.ts";
import { atRealCarrier } from "../../../test/workers/real-carrier.ts";
import { started } from "../../../test/workers/test-campaign.ts";
import type { Browser } from "../../../test/workers/test-client.ts";
import { deliverWebhook, inboundForm, texted } from "../../../test/workers/test-carrier.ts";
import { newOrganization, newTexter, queryPostgres } from "../../../test/workers/test-client.ts";
import type { TestOrganization } from "../../../test/workers/test-client.ts";

const PHONE = "+16175550199";
const settings = { ...NO_SIMULATION, to: PHONE };

let organization: TestOrganization;
beforeAll(async () => {
  organization = await newOrganization();
});

const put = (by: Browser, json: unknown) => by.call("/api/admin/simulation", { method: "PUT", json });

const elsewhere = (path: string, init?: Parameters<typeof atRealCarrier>[2]) =>
  atRealCarrier(organization.admin, path, init);

describe("what an organization sets for a simulation", () => {
  test("is kept, and shown to people on every screen", async () => {
    expect((await put(organization.admin, settings)).body).toEqual({
      ok: true,
      simulation: { on: true, hasCarrier: true, fixedTo: null, settings },
      underWay: false,
    });
    const again = await organization.admin.call("/api/admin/simulation");
    expect(again.body).toMatchObject({ simulation: { settings: { to: PHONE } } });
    const me = await organization.admin.call("/api/auth/me");
    expect(me.body).toMatchObject({ me: { simulation: { to: null } } });
  });

  test.each([
    [{ ...settings, to: "my phone" }, "enter the number like"],
    [{ ...settings, dropRatio: 2 }, "enter 0 to 100 percent"],
    [{ ...settings, rules: [{ column: null, pattern: "*", reply: "", afterSeconds: 1 }] }, "enter an answer"],
  ])("is refused with what is wrong", async (json, words) => {
    expect((await put(organization.admin, json)).body).toMatchObject({
      ok: false,
      message: expect.stringContaining(words),
    });
  });

  test("is refused in an installation that texts people, and nothing is said of it", async () => {
    const refusal = await elsewhere("/api/admin/simulation", { method: "PUT", json: settings });
    expect(refusal.body).toMatchObject({ ok: false, reason: "not_simulated" });
    expect((await elsewhere("/api/admin/simulation")).body).toEqual({ ok: true, simulation: { on: false } });
    const { body } = await elsewhere("/api/auth/me");
    expect(body).toMatchObject({ ok: true, me: expect.not.objectContaining({ simulation: expect.anything() }) });
    const draft = await elsewhere("/api/admin/campaigns", { json: { title: "Test", allowTestNumbers: true } });
    expect(draft.body).toMatchObject({ ok: false, reason: "not_simulated" });
  });

  test("keeps fictional numbers accepted in the copy of a campaign that accepts them", async () => {
    const { admin } = organization;
    for (const allowTestNumbers of [true, false]) {
      const draft = await admin.call("/api/admin/campaigns", { json: { title: "Test", allowTestNumbers } });
      const { campaignId } = draft.body["campaign"] as CampaignDetail;
      const copy = await admin.call(`/api/admin/campaigns/${campaignId}/copy`, { json: {} });
      expect(copy.body).toMatchObject({ ok: true, campaign: { title: "Test (copy)", allowTestNumbers } });
    }
  });

  test("is refused to texters", async () => {
    expect((await put(await newTexter(organization), settings)).status).toBe(403);
  });
});

test("a simulated text goes to the one phone, is marked in the list, and its contact answers", async () => {
  const rules = [{ column: null, pattern: "vote", reply: "Yes, I will", afterSeconds: 1 }];
  await put(organization.admin, { ...settings, rules });
  const { campaignId, joinToken } = await started(organization, "first,last,cell\r\nAnn,Lee,617-234-5690\r\n");
  const texter = await newTexter(organization);
  await texter.call("/api/texter/join", { json: { token: joinToken } });
  await texter.call("/api/texter/take", { json: { campaignId, requestId: crypto.randomUUID() } });
  const next = await texter.call("/api/texter/next", { json: { campaignId, count: 1, have: [] } });
  const [item] = (next.body as TexterAnswers["next"]).items;
  if (!item?.firstText?.ok) throw new Error("no contact to text");
  const { text: body } = item.firstText;
  const { contactId } = item;
  const text = { contactId, messageId: crypto.randomUUID(), body, initial: true, lastSeenId: null };
  expect((await texter.call("/api/texter/send", { json: text })).body).toMatchObject({ ok: true });
  await vi.waitFor(async () => {
    expect(await ledger([PHONE])).toMatchObject([{ body: `[+16172345690] ${body}` }]);
  }, WAIT);
  expect(await ledger(["+16172345690"])).toEqual([]);
  await vi.waitFor(async () => {
    const shown = await texter.call("/api/texter/contact", { json: { contactId } });
    const { messages } = (shown.body as TexterAnswers["contact"]).item;
    expect(messages.at(-1)).toMatchObject({ direction: "in", body: "Yes, I will" });
  }, WAIT);
  await vi.waitFor(async () => {
    const list = await organization.admin.call(`/api/admin/campaigns/${campaignId}/messages?direction=out`);
    expect(list.body).toMatchObject({ messages: [{ divertedTo: PHONE, body }] });
  }, WAIT);
});

test("what the override phone texts by the carrier is said by the contact in its tag, STOP as well", async () => {
  await put(organization.admin, settings);
  const cell = "+16172345691";
  const { contactId, item } = await texted(organization, cell);
  await vi.waitFor(async () => {
    const { body } = await organization.admin.call("/api/admin/simulation/phone");
    expect((body["texts"] as PhoneText[])[0]).toMatchObject({ direction: "out", cell });
  }, WAIT);
  const path = `/webhooks/twilio/${organization.orgId}/inbound`;
  const form = inboundForm(PHONE, `Sounds good [${cell}] count me in`);
  // The carrier delivers it twice.
  for (let times = 0; times < 2; times += 1) expect(await deliverWebhook(path, form)).toMatchObject({ status: 200 });
  await vi.waitFor(async () => {
    const said = (await item()).messages.filter(({ direction }) => direction === "in").map(({ body }) => body);
    expect(said).toEqual(["Sounds good count me in"]);
  }, WAIT);
  await deliverWebhook(path, inboundForm(PHONE, `[${cell}] STOP`));
  await vi.waitFor(async () => expect(await item()).toMatchObject({ contactId, optedOut: true }), WAIT);
  // Neither the phone nor anybody else whose texts it gets.
  await vi.waitFor(async () => {
    const rows = await queryPostgres("select cell from opt_outs where org_id = $1 and opted_out", [organization.orgId]);
    expect(rows).toEqual([{ cell }]);
  }, WAIT);
  const { body } = await organization.admin.call("/api/admin/simulation/phone");
  expect(body).toMatchObject({
    phone: PHONE,
    texts: [{ found: "tag", cell, name: "Ann Lee" }, { found: "tag", cell }, { direction: "out", cell }, {}],
  });
});

test("other people's texts take their usual way in a simulation", async () => {
  await put(organization.admin, settings);
  const path = `/webhooks/twilio/${organization.orgId}/inbound`;
  const stranger = "+16172345692";
  expect(await deliverWebhook(path, inboundForm(stranger, "[+16172345691] Hello"))).toMatchObject({ status: 200 });
  await vi.waitFor(async () => {
    const { body } = await organization.admin.call("/api/admin/unmatched?which=open");
    expect(body).toMatchObject({ texts: [{ cell: stranger, body: "[+16172345691] Hello" }] });
  }, WAIT);
});
