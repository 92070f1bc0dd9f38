/** The unmatched inbox over HTTP, and where replies go that no running campaign waits for. */
import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, test } from "vitest";
import type { ArchiveProgress } from "../../../domain/archive/archive-progress.ts";
import type { UnmatchedText } from "../../../domain/messages/unmatched.ts";
import { directoryFor, queueAt } from "../../../durable-objects/rpc/stubs.ts";
import { deliverWebhook, inboundForm, texted } from "../../../test/workers/test-carrier.ts";
import { started } from "../../../test/workers/test-campaign.ts";
import type { TestOrganization } from "../../../test/workers/test-client.ts";
import { env, newOrganization } from "../../../test/workers/test-client.ts";

const SOON = { timeout: 30_000 };

let organization: TestOrganization;
let path: string;
beforeAll(async () => {
  organization = await newOrganization();
  path = pathOf(organization);
});

const pathOf = ({ orgId }: TestOrganization) => `/webhooks/twilio/${orgId}/inbound`;

type List = { texts: UnmatchedText[]; before: string | null; total: number; open: number };

async function list(query = "", { admin }: TestOrganization = organization): Promise<List> {
  const answer = await admin.call(`/api/admin/unmatched?${query}`);
  expect(answer).toMatchObject({ status: 200, body: { ok: true } });
  // Answer of the route.
  return answer.body as unknown as List;
}

/** The text once it has reached the list. */
async function listed(sid: string, of: TestOrganization = organization): Promise<UnmatchedText> {
  const find = async () => (await list("which=all&limit=200", of)).texts.find((text) => text.sid === sid);
  await expect.poll(find, SOON).toBeDefined();
  return (await find())!;
}

const decide = (sid: string, cell: string, decision: string, { admin }: TestOrganization = organization) =>
  admin.call(`/api/admin/unmatched/${sid}`, { json: { cell, decision } });

async function isOptedOut(cell: string): Promise<boolean> {
  const contactId = "c000000000000000.0.1";
  const contacts = JSON.stringify([[cell, contactId]]);
  const { optedOut } = await directoryFor(env, organization.orgId, cell).register({
    orgId: organization.orgId,
    contacts,
  });
  return optedOut.includes(contactId);
}

describe("a text from somebody we never texted", () => {
  test("is listed once, however often it came, and to its own organization only", async () => {
    const own = await newOrganization();
    const stranger = await newOrganization();
    const form = inboundForm("+16175551001", "Is this the library?");
    for (let i = 0; i < 3; i += 1) expect(await deliverWebhook(pathOf(own), form)).toMatchObject({ status: 200 });
    expect(await listed(form.MessageSid, own)).toEqual({
      sid: form.MessageSid,
      cell: form.From,
      to: form.To,
      body: "Is this the library?",
      contactName: "",
      campaignId: "",
      campaignTitle: "",
      because: "unknown",
      optedOut: false,
      at: expect.any(Number),
      handledAt: null,
      handledBy: "",
      others: 0,
    });
    expect(await list("", own)).toMatchObject({ total: 1, open: 1 });
    expect(await list("", stranger)).toMatchObject({ texts: [], total: 0, open: 0 });
    expect(await decide(form.MessageSid, form.From, "handle", stranger)).toMatchObject({ status: 404 });
    expect(await stranger.admin.call("/api/admin/unmatched/texts?cell=%2B16175551001")).toMatchObject({
      body: { texts: [] },
    });
    const count = await own.admin.call("/api/admin/opt-outs/reviews/count");
    expect(count.body).toMatchObject({ unmatched: 1 });
  });

  test("is found by words and digits, page by page, the newest first", async () => {
    const own = await newOrganization();
    const forms = [1, 2, 3, 4, 5].map((n) => inboundForm(`+1617555102${n}`, `Text 100% number ${n}`));
    for (const form of forms) await deliverWebhook(pathOf(own), form);
    await expect.poll(async () => (await list("", own)).total, SOON).toBe(5);
    const seen: string[] = [];
    let before: string | null = "";
    while (before !== null) {
      const page: List = await list(`limit=2&before=${encodeURIComponent(before)}`, own);
      seen.push(...page.texts.map(({ body }) => body));
      expect(page.total).toBe(5);
      before = page.before;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1].map((n) => `Text 100% number ${n}`));
    const bodies = async (search: string) =>
      (await list(`search=${encodeURIComponent(search)}`, own)).texts.map(({ body }) => body);
    expect(await bodies("number 3")).toEqual(["Text 100% number 3"]);
    expect(await bodies("555-1024")).toEqual(["Text 100% number 4"]);
    expect(await bodies("0% num")).toHaveLength(5);
    expect(await bodies("_")).toEqual([]);
    expect(await own.admin.call("/api/admin/unmatched?before=nonsense")).toMatchObject({ status: 400 });
  });

  test("is handled by one and opened again by another; the list says who", async () => {
    const form = inboundForm("+16175551031", "Hello?");
    await deliverWebhook(path, form);
    await listed(form.MessageSid);
    expect(await decide(form.MessageSid, "+16175551032", "handle")).toMatchObject({ status: 404 });
    expect(await decide(form.MessageSid, form.From, "forget")).toMatchObject({ status: 400 });
    for (let i = 0; i < 2; i += 1) {
      expect(await decide(form.MessageSid, form.From, "handle")).toMatchObject({ status: 200 });
    }
    await expect
      .poll(() => listed(form.MessageSid), SOON)
      .toMatchObject({ handledBy: "Ada Min", handledAt: expect.any(Number) });
    await decide(form.MessageSid, form.From, "reopen");
    await expect.poll(() => listed(form.MessageSid), SOON).toMatchObject({ handledBy: "", handledAt: null });
  });

  test("that says STOP opts out all the same, and waits for nobody", async () => {
    const form = inboundForm("+16175551041", "Stop!");
    await deliverWebhook(path, form);
    await expect
      .poll(() => listed(form.MessageSid), SOON)
      .toMatchObject({ optedOut: true, handledAt: expect.any(Number), handledBy: "" });
    expect(await isOptedOut(form.From)).toBe(true);
  });

  test("opts its number out by an admin's tap, which handles all that it wrote", async () => {
    const cell = "+16175551051";
    const forms = ["Who gave you my number", "I mean it"].map((body) => inboundForm(cell, body));
    for (const form of forms) await deliverWebhook(path, form);
    const [first, second] = forms as [(typeof forms)[0], (typeof forms)[0]];
    await listed(second.MessageSid);
    for (let i = 0; i < 2; i += 1) {
      expect(await decide(first.MessageSid, cell, "opt_out")).toMatchObject({ status: 200 });
    }
    expect(await isOptedOut(cell)).toBe(true);
    await expect
      .poll(() => listed(second.MessageSid), SOON)
      .toMatchObject({ optedOut: true, handledBy: "Ada Min", others: 1 });
    const history = await organization.admin.call(`/api/admin/opt-outs/history?cell=${encodeURIComponent(cell)}`);
    expect(history.body["history"]).toHaveLength(1);
  });

  test("names the contact when the number was uploaded and not texted yet", async () => {
    const cell = "+16172341061";
    const { campaignId } = await started(organization, `first,last,cell\r\nMia,Ray,${cell}\r\n`);
    const form = inboundForm(cell, "Are you going to text me?");
    await deliverWebhook(path, form);
    // Contacts reach Postgres a moment after their upload.
    const text = () => listed(form.MessageSid);
    await expect.poll(text, SOON).toMatchObject({ because: "never_texted", contactName: "Mia Ray", campaignId });
  });
});

describe("a reply to a campaign that has ended", () => {
  const life = (campaignId: string, step: string, json: unknown) =>
    organization.admin.call(`/api/admin/campaigns/${campaignId}/${step}`, { json });

  test("that is closed is kept in its conversation, for the texter and the admin", async () => {
    const cell = "+16172341071";
    const { campaignId, item } = await texted(organization, cell);
    expect(await life(campaignId, "status", { status: "CLOSED", openSeen: true })).toMatchObject({ status: 200 });
    const form = inboundForm(cell, "Sorry, I was away");
    expect(await deliverWebhook(path, form)).toMatchObject({ status: 200 });
    await expect.poll(async () => (await item()).messages.at(-1)?.body, SOON).toBe("Sorry, I was away");
    expect((await item()).status).toBe("needsResponse");
    const messages = () => organization.admin.call(`/api/admin/campaigns/${campaignId}/messages?direction=in`);
    await expect
      .poll(async () => (await messages()).body["messages"], SOON)
      .toMatchObject([{ body: "Sorry, I was away", contactName: "Ann Lee" }]);
    expect((await list(`which=all&search=${encodeURIComponent(cell)}`)).texts).toEqual([]);
  });

  test("that is archived lands in the inbox with the contact's name and the campaign; nothing comes back to life", async () => {
    const cell = "+16172341072";
    const { campaignId, contactId, messageId } = await texted(organization, cell);
    const report = `/webhooks/twilio/${organization.orgId}/status/${contactId}/${messageId}`;
    const sid = "SM00000000000000000000000000000072";
    expect(await deliverWebhook(report, { MessageSid: sid, MessageStatus: "delivered" })).toMatchObject({
      status: 204,
    });
    await life(campaignId, "status", { status: "CLOSED", openSeen: true });
    const archiveId = crypto.randomUUID();
    const state = async () => {
      const archive = await organization.admin.call(`/api/admin/campaigns/${campaignId}/archive`);
      return (archive.body["archive"] as ArchiveProgress | null)?.state;
    };
    await expect.poll(async () => (await life(campaignId, "archive", { archiveId })).status, SOON).toBe(202);
    await expect.poll(state, { timeout: 30_000 }).toBe("done");

    const form = inboundForm(cell, "Is it too late?");
    for (let i = 0; i < 3; i += 1) expect(await deliverWebhook(path, form)).toMatchObject({ status: 200 });
    expect(await listed(form.MessageSid)).toMatchObject({
      because: "archived",
      body: "Is it too late?",
      contactName: "Ann Lee",
      campaignId,
      campaignTitle: "Turnout",
      handledAt: null,
      others: 0,
    });
    // What was said before, from Postgres: the object has nothing any more.
    const all = await organization.admin.call(`/api/admin/unmatched/texts?cell=${encodeURIComponent(cell)}`);
    expect(all.body["texts"]).toMatchObject([
      { direction: "in", body: "Is it too late?" },
      { direction: "out", campaignTitle: "Turnout" },
    ]);
    expect(all.body["texts"]).toHaveLength(2);
    const queue = queueAt(env, contactId.slice(0, contactId.lastIndexOf(".")));
    expect((await queue.exportPart({ after: 0, limit: 10 })).contacts).toEqual([]);
    expect((await queue.counters()).numbers).toMatchObject({ left: 0, sent: 0, replies: 0 });
    // And a STOP counts, without leaving anything in the emptied queue.
    await deliverWebhook(path, inboundForm(cell, "stop"));
    expect(await isOptedOut(cell)).toBe(true);
    const stub = env.CAMPAIGN_QUEUE.getByName(contactId.slice(0, contactId.lastIndexOf(".")));
    const rows = (table: string) =>
      runInDurableObject(stub, (_, { storage }) => storage.sql.exec(`SELECT count(*) AS n FROM ${table}`).one()["n"]);
    expect([await rows("contacts"), await rows("messages"), await rows("early_opt_outs")]).toEqual([0, 0, 0]);
  }, 60_000);
});

describe("a reply of somebody whom two campaigns texted", () => {
  test("goes to the campaign whose number was texted, else to the latest conversation", async () => {
    const cell = "+16172341081";
    const [a, b] = ["+16175550101", "+16175550102"];
    const textedFrom = async (sender: string, sid: string) => {
      const conversation = await texted(organization, cell);
      const { contactId, messageId } = conversation;
      const report = `/webhooks/twilio/${organization.orgId}/status/${contactId}/${messageId}`;
      // The carrier chose the number, and says so with its report.
      await deliverWebhook(report, { MessageSid: sid, MessageStatus: "delivered", From: sender, To: cell });
      return conversation;
    };
    const spring = await textedFrom(a, "SM00000000000000000000000000000081");
    const autumn = await textedFrom(b, "SM00000000000000000000000000000082");
    const say = async (body: string, to: string) => {
      expect(await deliverWebhook(path, inboundForm(cell, body, to))).toMatchObject({ status: 200 });
    };
    await say("about the spring", a);
    await say("about the autumn", b);
    await say("about the spring again", a);
    await say("to a number that neither uses", "+16175550109");
    const heard = async ({ item }: typeof spring) =>
      (await item()).messages.filter(({ direction }) => direction === "in").map(({ body }) => body);
    await expect
      .poll(() => heard(spring), SOON)
      .toEqual(["about the spring", "about the spring again", "to a number that neither uses"]);
    expect(await heard(autumn)).toEqual(["about the autumn"]);
  });
});
