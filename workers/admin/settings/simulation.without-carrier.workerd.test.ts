/**
 * A simulation without a carrier account, as it is deployed: no secrets of Twilio's and its real address, where nothing answers.
 * Texts are delivered and answered all the same, and the override phone is a screen.
 */
import { beforeAll, describe, expect, test, vi } from "vitest";
import { NO_SIMULATION } from "../../../domain/sending/simulation.ts";
import type { SimulationSettings } from "../../../domain/sending/simulation.ts";
import type { PhoneText } from "../../../domain/sending/override-phone.ts";
import type { TexterAnswers } from "../../../domain/texter-app/texter.ts";
import { queueKeyOf } from "../../../domain/ids.ts";
import { sign } from "../../../twilio/signature.ts";
import { DRAFT, uploaded } from "../../../test/workers/test-campaign.ts";
import { env, newOrganization, newTexter, queryPostgres, fetchWorker } from "../../../test/workers/test-client.ts";
import type { Browser, TestOrganization } from "../../../test/workers/test-client.ts";
import { evict, queueStub, WAIT } from "../../../test/workers/workers-world.ts";

const PHONE = "+16175550199";

let organization: TestOrganization;
let texter: Browser;
beforeAll(async () => {
  organization = await newOrganization();
  texter = await newTexter(organization);
});

/** For campaigns from now on: a queue that has read the settings reads them again after five seconds. */
async function simulate(settings: Partial<SimulationSettings>): Promise<void> {
  const json = { ...NO_SIMULATION, ...settings };
  const answer = await organization.admin.call("/api/admin/simulation", { method: "PUT", json });
  expect(answer.body).toMatchObject({ ok: true, simulation: { on: true, hasCarrier: false } });
}

/** Answers of the texter's operations, by name. */
async function op<Name extends keyof TexterAnswers>(name: Name, json: unknown): Promise<TexterAnswers[Name]> {
  const { body } = await texter.call(`/api/texter/${name}`, { json });
  if (body.ok !== true) throw new Error(`${name}: ${JSON.stringify(body)}`);
  return body as unknown as TexterAnswers[Name];
}

type Texted = { cell: string; contactId: string; body: string };

/** A campaign with these contacts, all of whom have been sent their first text; in the order of the cells. */
async function campaignWith(cells: readonly string[]): Promise<{ campaignId: string; contacts: Texted[] }> {
  const { admin } = organization;
  const csv = ["first,last,cell", ...cells.map((cell, i) => `Ann${i},Lee,${cell}`)].join("\r\n");
  const { campaignId, joinToken } = await uploaded(admin, DRAFT, csv);
  const start = await admin.call(`/api/admin/campaigns/${campaignId}/start`, { json: {} });
  expect(start.body).toMatchObject({ ok: true });
  await op("join", { token: joinToken });
  await op("take", { campaignId, requestId: crypto.randomUUID() });
  const { items } = await op("next", { campaignId, count: cells.length, have: [] });
  const contacts: Texted[] = [];
  for (const cell of cells) {
    const item = items.find((each) => each.cell === cell);
    if (!item?.firstText?.ok) throw new Error(`${cell} was not handed out`);
    const { contactId } = item;
    const body = item.firstText.text;
    await op("send", { contactId, messageId: crypto.randomUUID(), body, initial: true, lastSeenId: null });
    contacts.push({ cell, contactId, body });
  }
  return { campaignId, contacts };
}

async function thread(contactId: string): Promise<{ direction: string; body: string; sendStatus: string | null }[]> {
  return (await op("contact", { contactId })).item.messages;
}
const statusOf = async (contactId: string) => (await thread(contactId))[0]?.sendStatus;
const repliesOf = async (contactId: string) =>
  (await thread(contactId)).filter(({ direction }) => direction === "in").map(({ body }) => body);

/** Desks hear of a reply a moment later. */
async function expectReplies(contactId: string | undefined, bodies: readonly string[]): Promise<void> {
  await vi.waitFor(async () => expect(await repliesOf(contactId ?? "")).toEqual(bodies), WAIT);
}

async function delivered(contacts: readonly Texted[]): Promise<void> {
  await vi.waitFor(async () => {
    for (const { contactId } of contacts) expect(await statusOf(contactId)).toBe("DELIVERED");
  }, WAIT);
}

// Answers of the routes under /api/admin/simulation.
async function phoneTexts(): Promise<PhoneText[]> {
  const { body } = await organization.admin.call("/api/admin/simulation/phone");
  return body["texts"] as PhoneText[];
}
async function phoneSays(body: string, id: string = crypto.randomUUID()): Promise<PhoneText | undefined> {
  const answer = await organization.admin.call("/api/admin/simulation/phone/replies", { json: { id, body } });
  if (answer.body.ok !== true) throw new Error(JSON.stringify(answer.body));
  return (answer.body["texts"] as PhoneText[]).find((text) => text.body === body);
}

test("a campaign starts without a Messaging Service, its texts are delivered, and contacts answer by the rules", async () => {
  expect([env.TWILIO_ACCOUNT_SID, env.CARRIER_API_BASE]).toEqual([undefined, "https://api.twilio.com"]);
  await simulate({ rules: [{ column: null, pattern: "vote", reply: "Yes, I will", afterSeconds: 1 }] });
  const { campaignId, contacts } = await campaignWith(["+16172345601"]);
  const [{ contactId } = { contactId: "" }] = contacts;
  await delivered(contacts);
  await expectReplies(contactId, ["Yes, I will"]);
  await vi.waitFor(async () => {
    const list = await organization.admin.call(`/api/admin/campaigns/${campaignId}/messages?direction=out`);
    expect(list.body).toMatchObject({ messages: [{ sendStatus: "DELIVERED", divertedTo: null }] });
  }, WAIT);
  const pace = await organization.admin.call("/api/admin/settings/pace");
  expect(pace.body).toMatchObject({ ok: true });
});

test("nobody can forge a webhook where there is no token to sign with", async () => {
  const path = `/webhooks/twilio/${organization.orgId}/inbound`;
  const form = { MessageSid: `SM${"0".repeat(32)}`, From: "+16172345602", To: PHONE, Body: "Hello" };
  for (const token of ["", "undefined", "null"]) {
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": sign(token, env.PUBLIC_ORIGIN + path, form),
    };
    const answer = await fetchWorker(path, { method: "POST", headers, body: new URLSearchParams(form).toString() });
    expect(answer.status).toBe(403);
    await answer.body?.cancel();
  }
});

test("the same share of numbers gets nothing in every campaign", async () => {
  await simulate({ dropRatio: 0.5 });
  const cells = Array.from({ length: 12 }, (_, i) => `+161723457${String(i).padStart(2, "0")}`);
  const droppedIn = async () => {
    const { campaignId, contacts } = await campaignWith(cells);
    const rows = () =>
      queryPostgres<{ contact_id: string }>(
        "select contact_id from messages where campaign_id = $1 and diverted_to = '' and send_status = 'SENT'",
        [campaignId],
      );
    const others = () =>
      queryPostgres(
        "select 1 from messages where campaign_id = $1 and diverted_to is null and send_status = 'DELIVERED'",
        [campaignId],
      );
    await vi.waitFor(async () => expect((await rows()).length + (await others()).length).toBe(cells.length), WAIT);
    const ids = new Set((await rows()).map((row) => row.contact_id));
    return contacts.filter(({ contactId }) => ids.has(contactId)).map(({ cell }) => cell);
  };
  const first = await droppedIn();
  expect(first.length).toBeGreaterThan(0);
  expect(first.length).toBeLessThan(cells.length);
  // Its contacts have other ids, and the same numbers.
  expect(await droppedIn()).toEqual(first);
});

describe("the override phone", () => {
  test("gets every text with its tag, and what it answers is said by the contact in the tag", async () => {
    await simulate({ to: PHONE });
    const { contacts } = await campaignWith(["+16172345801", "+16172345802", "+16172345803"]);
    await delivered(contacts);
    const [ann, ben, cat] = contacts;
    if (!ann || !ben || !cat) throw new Error("three contacts");
    const got = (await phoneTexts()).filter(({ direction }) => direction === "out").map(({ body }) => body);
    for (const { cell, body } of contacts) expect(got).toContain(`[${cell}] ${body}`);

    expect(await phoneSays(`[${ann.cell}] Count me in`)).toMatchObject({ found: "tag", cell: ann.cell });
    await phoneSays("well [ +1 617 234 5801 ] maybe");
    await expectReplies(ann.contactId, ["Count me in", "well maybe"]);
    await expectReplies(ben.contactId, []);

    // Without a tag it is said by who was texted last.
    const last = (await phoneTexts()).find(({ direction }) => direction === "out")?.cell;
    const untagged = await phoneSays("Who is this please");
    expect(untagged).toMatchObject({ found: "last", cell: last });
    const whose = contacts.find(({ cell }) => cell === last);
    const before = whose === ann ? ["Count me in", "well maybe"] : [];
    await expectReplies(whose?.contactId, [...before, "Who is this please"]);
  });

  test("says STOP for the contact in the tag, and everybody else can still be texted", async () => {
    const { contacts } = await campaignWith(["+16172345811", "+16172345812"]);
    await delivered(contacts);
    const [out, stays] = contacts;
    if (!out || !stays) throw new Error("two contacts");
    await phoneSays(`Stop [${out.cell}]`);
    await vi.waitFor(async () => {
      const { item } = await op("contact", { contactId: out.contactId });
      expect(item).toMatchObject({ optedOut: true, status: "closed" });
    }, WAIT);
    await vi.waitFor(async () => {
      const rows = await queryPostgres("select cell from opt_outs where org_id = $1 and opted_out", [
        organization.orgId,
      ]);
      expect(rows).toEqual([{ cell: out.cell }]);
    }, WAIT);
    await phoneSays(`[${stays.cell}] Tell me more`);
    await expectReplies(stays.contactId, ["Tell me more"]);
    const lastSeenId = (await op("contact", { contactId: stays.contactId })).item.messages.at(-1)?.id ?? null;
    const reply = { contactId: stays.contactId, messageId: crypto.randomUUID(), body: "Gladly", lastSeenId };
    await op("send", { ...reply, initial: false });
    await vi.waitFor(async () => {
      expect((await phoneTexts()).map(({ body }) => body)).toContain(`[${stays.cell}] Gladly`);
    }, WAIT);
  });

  test("reaches the campaign whose text it answers when two campaigns text the same number", async () => {
    const cell = "+16172345821";
    const first = await campaignWith([cell]);
    await delivered(first.contacts);
    const second = await campaignWith([cell]);
    await delivered(second.contacts);
    await phoneSays(`[${cell}] To the second`);
    await expectReplies(second.contacts[0]?.contactId, ["To the second"]);
    await expectReplies(first.contacts[0]?.contactId, []);
  });

  test("says something once, however often it is posted", async () => {
    const { contacts } = await campaignWith(["+16172345831"]);
    await delivered(contacts);
    const id = crypto.randomUUID();
    for (let times = 0; times < 3; times += 1) await phoneSays("[+16172345831] Once", id);
    await expectReplies(contacts[0]?.contactId, ["Once"]);
    expect((await phoneTexts()).filter(({ body }) => body.endsWith("Once"))).toHaveLength(1);
  });

  test("a tag that no contact has is a text of that number that nobody expects", async () => {
    expect(await phoneSays("[+16172345999] Hello?")).toMatchObject({ found: "nobody", cell: "+16172345999" });
    await vi.waitFor(async () => {
      const { body } = await organization.admin.call("/api/admin/unmatched?which=open");
      expect(body).toMatchObject({ texts: [{ cell: "+16172345999", body: "Hello?" }] });
    }, WAIT);
  });

  test.each([
    ["a tag and no words", { body: "[+16172345801]" }, "Write a message"],
    ["nothing in it", { body: " " }, "write a text"],
    ["too many characters", { body: "x".repeat(1_601) }, "at most 1,600"],
    ["no id", { body: "Hi", id: "1" }, "an id of"],
  ])("is refused with %s", async (_, change, words) => {
    const json = { id: crypto.randomUUID(), ...change };
    const answer = await organization.admin.call("/api/admin/simulation/phone/replies", { json });
    expect(answer.body).toMatchObject({ ok: false, message: expect.stringContaining(words) });
  });

  test("is no texter's business", async () => {
    expect((await texter.call("/api/admin/simulation/phone")).status).toBe(403);
  });

  test("is named first", async () => {
    const stranger = await newOrganization();
    expect((await stranger.admin.call("/api/admin/simulation/phone")).body).toMatchObject({ phone: null, texts: [] });
    const json = { id: crypto.randomUUID(), body: "[+16172345801] Hi" };
    const answer = await stranger.admin.call("/api/admin/simulation/phone/replies", { json });
    expect(answer.body).toMatchObject({ ok: false, reason: "no_override_phone" });
  });
});

test("a stop between a text's acceptance and its delivery loses nothing and repeats nothing", async () => {
  await simulate({ to: PHONE, rules: [{ column: null, pattern: "*", reply: "Here I am", afterSeconds: 2 }] });
  const { contacts } = await campaignWith(["+16172345841", "+16172345842", "+16172345843"]);
  const key = queueKeyOf(contacts[0]?.contactId ?? "") ?? "";
  await vi.waitFor(async () => {
    for (const { contactId } of contacts) expect(await statusOf(contactId)).not.toBe("QUEUED");
  }, WAIT);
  // Before the delivery, before the answer, and once more for good measure.
  await evict(queueStub(key));
  await delivered(contacts);
  await evict(queueStub(key));
  for (const { contactId } of contacts) await expectReplies(contactId, ["Here I am"]);
  await evict(queueStub(key));
  for (const { contactId, cell, body } of contacts) {
    expect(await thread(contactId)).toMatchObject([
      { direction: "out", sendStatus: "DELIVERED" },
      { direction: "in", body: "Here I am" },
    ]);
    expect((await phoneTexts()).filter((text) => text.body === `[${cell}] ${body}`)).toHaveLength(1);
  }
});
