/**
 * Scripts as admins edit them: drafts by revision, snapshots of an active campaign, labels; and what texts record of
 * them.
 */
import { describe, expect, test, vi } from "vitest";
import type { CampaignFrame } from "../../../domain/campaigns/campaign.ts";
import type { SavedScript, ScriptDetail } from "../../../domain/scripts/script-editing.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { makeDraft, started, uploaded } from "../../../test/workers/test-campaign.ts";
import { Browser, newOrganization, newTexter, queryPostgres } from "../../../test/workers/test-client.ts";
import type { Answer, TestOrganization } from "../../../test/workers/test-client.ts";

const scriptOf = (text: string, change: Partial<Script> = {}): Script => ({
  rootStepId: "first",
  steps: [{ id: "first", texts: [text], question: "", answers: [] }],
  ...change,
});
const pathOf = (campaignId: string, rest = "") => `/api/admin/campaigns/${campaignId}/script${rest}`;
// The routes' own answers.
const detailOf = async (admin: Browser, campaignId: string) =>
  (await admin.call(pathOf(campaignId))).body as unknown as ScriptDetail;
const save = (admin: Browser, campaignId: string, script: Script | null, baseRevision: number): Promise<Answer> =>
  admin.call(pathOf(campaignId), { method: "PUT", json: { script, baseRevision } });
const savedIn = (answer: Answer) => answer.body["draft"] as SavedScript;

async function anotherAdmin({ admin }: TestOrganization): Promise<Browser> {
  const email = `admin-${crypto.randomUUID()}@example.org`;
  const person = { email, password: "another password", firstName: "Bea", lastName: "Min", role: "ADMIN" };
  await admin.call("/api/admin/people", { json: person });
  const other = new Browser();
  await other.signIn(email, person.password);
  return other;
}

describe("a draft", () => {
  test("may be unfinished, and is read as it was saved", async () => {
    const { admin, adminId } = await newOrganization();
    const { campaignId } = await makeDraft(admin);
    const { draft } = await detailOf(admin, campaignId);
    const unfinished = scriptOf("", { responses: [{ id: "r1", title: "", text: "", labels: [] }] });
    const saved = await save(admin, campaignId, unfinished, draft.revision);
    expect(saved).toMatchObject({ status: 200, body: { draft: { revision: draft.revision + 1 } } });
    expect(await detailOf(admin, campaignId)).toMatchObject({
      draft: { script: unfinished, savedBy: { personId: adminId, name: "Ada Min" } },
      liveVersion: 0,
      isLive: false,
      status: "DRAFT",
    });
  });

  test("of two admins: the later save is refused with the other's version, author and time, and overwrites nothing", async () => {
    const org = await newOrganization();
    const other = await anotherAdmin(org);
    const { campaignId } = await makeDraft(org.admin);
    const { draft } = await detailOf(org.admin, campaignId);
    await save(other, campaignId, scriptOf("theirs"), draft.revision);
    const late = await save(org.admin, campaignId, scriptOf("mine"), draft.revision);
    expect(late).toMatchObject({
      status: 409,
      body: {
        reason: "conflict",
        theirs: { script: scriptOf("theirs"), revision: draft.revision + 1, savedBy: { name: "Bea Min" } },
      },
    });
    expect((await detailOf(org.admin, campaignId)).draft.script).toEqual(scriptOf("theirs"));
    // Having seen it, the admin decides.
    const decided = await save(org.admin, campaignId, scriptOf("mine"), draft.revision + 1);
    expect(savedIn(decided).script).toEqual(scriptOf("mine"));
  });

  test("is not overwritten by a change of the whole campaign that began from an older one", async () => {
    const org = await newOrganization();
    const { campaignId, revision } = await makeDraft(org.admin);
    const { draft } = await detailOf(org.admin, campaignId);
    await save(await anotherAdmin(org), campaignId, scriptOf("theirs"), draft.revision);
    const change = (json: object) =>
      org.admin.call(`/api/admin/campaigns/${campaignId}`, { method: "PATCH", json: { revision, ...json } });
    const script = scriptOf("mine");
    expect(await change({ script })).toMatchObject({ status: 400 });
    const late = await change({ script, scriptRevision: draft.revision });
    expect(late).toMatchObject({ status: 409, body: { reason: "conflict", scriptRevision: draft.revision + 1 } });
    expect((await detailOf(org.admin, campaignId)).draft.script).toEqual(scriptOf("theirs"));
    expect(await change({ script, scriptRevision: draft.revision + 1 })).toMatchObject({ status: 200 });
    expect((await detailOf(org.admin, campaignId)).draft.script).toEqual(script);
  });

  test("saved again, because the answer was lost, is saved once", async () => {
    const { admin } = await newOrganization();
    const { campaignId } = await makeDraft(admin);
    const { draft } = await detailOf(admin, campaignId);
    const [first, second] = [
      await save(admin, campaignId, scriptOf("x"), draft.revision),
      await save(admin, campaignId, scriptOf("x"), draft.revision),
    ];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(savedIn(second).revision).toBe(draft.revision + 1);
  });

  test("that runs in a circle or is too large is refused with the reason", async () => {
    const { admin } = await newOrganization();
    const { campaignId } = await makeDraft(admin);
    const circle = scriptOf("x");
    circle.steps[0]!.answers.push({ value: "again", nextStepId: "first" });
    expect(await save(admin, campaignId, circle, 1)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("circle: first → first") },
    });
    const responses = Array.from({ length: 30 }, (_, n) => ({
      id: `r${n}`,
      title: "t",
      text: "x".repeat(4_000),
      labels: [],
    }));
    expect(await save(admin, campaignId, scriptOf("x", { responses }), 1)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("too large") },
    });
  });

  test("of another organization does not exist", async () => {
    const [mine, other] = [await newOrganization(), await newOrganization()];
    const { campaignId } = await makeDraft(mine.admin);
    for (const answer of [
      await other.admin.call(pathOf(campaignId)),
      await other.admin.call(pathOf(campaignId, "/contacts")),
      await save(other.admin, campaignId, scriptOf("x"), 1),
      await other.admin.call(pathOf(campaignId, "/publish"), { json: { revision: 1 } }),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { reason: "not_found" } });
    }
  });

  test("is previewed with the campaign's own contacts", async () => {
    const { admin } = await newOrganization();
    const { campaignId } = await uploaded(admin);
    const contacts = async (search = "") =>
      (await admin.call(pathOf(campaignId, `/contacts?search=${search}`))).body["contacts"];
    await vi.waitUntil(async () => ((await contacts()) as unknown[]).length === 2, { timeout: 30_000, interval: 50 });
    expect(await contacts("bob")).toMatchObject([
      { firstName: "Bob", cell: "+16172345679", custom: { precinct: "8" } },
    ]);
  });
});

describe("a running campaign", () => {
  async function running() {
    const org = await newOrganization();
    const campaign = await started(org);
    const texter = await newTexter(org);
    const op = async (name: string, params: object) =>
      (await texter.call(`/api/texter/${name}`, { json: params })).body;
    await op("join", { token: campaign.joinToken });
    await op("take", { campaignId: campaign.campaignId, requestId: crypto.randomUUID() });
    const { draft } = await detailOf(org.admin, campaign.campaignId);
    const publish = (revision: number) =>
      org.admin.call(pathOf(campaign.campaignId, "/publish"), { json: { revision } });
    return { ...org, campaignId: campaign.campaignId, texter, op, revision: draft.revision, publish };
  }
  type Item = { contactId: string; scriptVersion?: number; firstText: { text: string } };
  const sendingOf = (item: Item) => ({
    contactId: item.contactId,
    messageId: crypto.randomUUID(),
    body: item.firstText.text,
    initial: true,
    lastSeenId: null,
    scriptVersion: item.scriptVersion,
  });

  test("takes a saved draft as its next snapshot; each text records the one that its texter saw", async () => {
    const { admin, campaignId, op, revision, publish } = await running();
    const { items } = (await op("next", { campaignId, count: 5, have: [] })) as unknown as { items: Item[] };
    const [first, second] = items as [Item, Item];
    expect(first.scriptVersion).toBe(1);
    expect(await op("send", sendingOf(first))).toMatchObject({ ok: true });

    const saved = await save(admin, campaignId, scriptOf("New: {firstName|friend}, STOP to opt out"), revision);
    expect(await publish(savedIn(saved).revision)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await publish(savedIn(saved).revision)).toMatchObject({ body: { version: 2 } });

    // The old text is refused with the new one, which then goes.
    const late = (await op("send", sendingOf(second))) as unknown as { reason: string; item: Item };
    expect(late).toMatchObject({ reason: "script_changed", item: { scriptVersion: 2 } });
    expect(late.item.firstText.text).toMatch(/^New: /);
    expect(await op("send", sendingOf(late.item))).toMatchObject({ ok: true });

    const rows = () =>
      queryPostgres<{ script_version: number; script_step: string }>(
        "select script_version, script_step from messages where campaign_id = $1 order by script_version",
        [campaignId],
      );
    await vi.waitUntil(async () => (await rows()).length === 2, { timeout: 30_000, interval: 50 });
    expect(await rows()).toEqual([
      { script_version: 1, script_step: "first" },
      { script_version: 2, script_step: "first" },
    ]);
    await vi.waitUntil(async () => (await detailOf(admin, campaignId)).snapshots.length === 2, {
      timeout: 30_000,
      interval: 50,
    });
    expect(await detailOf(admin, campaignId)).toMatchObject({
      liveVersion: 2,
      isLive: true,
      snapshots: [
        { version: 2, by: { name: "Ada Min" } },
        { version: 1, by: null },
      ],
    });
    expect((await admin.call(pathOf(campaignId, "/snapshots/1"))).body).toMatchObject({
      script: { steps: [{ texts: ["Hi {firstName|friend}! Will you vote? STOP to opt out"] }] },
    });
  });

  test("keeps its script when the new one uses an unknown field; the draft is kept, too", async () => {
    const { admin, campaignId, revision, publish } = await running();
    const bad = scriptOf("Hi {nobody}, STOP to opt out");
    const saved = await save(admin, campaignId, bad, revision);
    expect(saved.status).toBe(200);
    expect(await publish(savedIn(saved).revision)).toMatchObject({
      status: 422,
      body: { reason: "script_refused", problems: [{ code: "unknown_field", stepId: "first", variant: 0 }] },
    });
    expect(await detailOf(admin, campaignId)).toMatchObject({ liveVersion: 1, draft: { script: bad } });
  });

  test("says on its own page whether texters have the script as it was saved last", async () => {
    const { admin, campaignId, revision, publish } = await running();
    const publishing = async () => (await admin.call(`/api/admin/campaigns/${campaignId}`)).body["campaign"];
    // From the start on, before Postgres has heard of it.
    expect(await publishing()).toMatchObject({ publishing: { version: 1, isPublished: true } });
    const { draft } = await detailOf(admin, campaignId);
    const changed = await save(admin, campaignId, scriptOf("New, STOP to opt out"), revision);
    expect(await publishing()).toMatchObject({
      publishing: { version: 1, revision: savedIn(changed).revision, isPublished: false },
    });
    expect(await publish(savedIn(changed).revision)).toMatchObject({ status: 200 });
    expect(await publishing()).toMatchObject({ publishing: { version: 2, isPublished: true } });
    const back = await save(admin, campaignId, draft.script, savedIn(changed).revision);
    expect(await publishing()).toMatchObject({ publishing: { version: 2, isPublished: false } });
    // Taken back, it is what texters have.
    await vi.waitUntil(async () => (await detailOf(admin, campaignId)).snapshots.length === 2, {
      timeout: 30_000,
      interval: 50,
    });
    await save(admin, campaignId, scriptOf("New, STOP to opt out"), savedIn(back).revision);
    expect(await publishing()).toMatchObject({ publishing: { version: 2, isPublished: true } });
  });

  test("takes no draft that was overtaken by another's", async () => {
    const { admin, campaignId, revision, publish } = await running();
    await save(admin, campaignId, scriptOf("newer"), revision);
    expect(await publish(revision)).toMatchObject({ status: 409, body: { theirs: { script: scriptOf("newer") } } });
  });
});

describe("labels", () => {
  test("are one set for the organization, each name once", async () => {
    const [{ admin }, stranger] = [await newOrganization(), await newOrganization()];
    const make = async (name: string) => (await admin.call("/api/admin/labels", { json: { name } })).body;
    const { label } = (await make("Needs a ride")) as { label: { labelId: string; name: string } };
    expect(await make(" needs a RIDE ")).toMatchObject({ ok: true, label });
    await make("Angry");
    expect((await admin.call("/api/admin/labels")).body).toMatchObject({ labels: [{ name: "Angry" }, label] });
    const at = `/api/admin/labels/${label.labelId}`;
    expect(await stranger.admin.call(at, { method: "DELETE" })).toMatchObject({ status: 404 });
    expect((await admin.call(at, { method: "PATCH", json: { name: "angry" } })).body).toMatchObject({
      reason: "label_exists",
    });
    expect((await admin.call(at, { method: "PATCH", json: { name: "Ride" } })).body).toMatchObject({
      label: { name: "Ride" },
    });
    await make("wh\u0000at");
    // Postgres stores it as the one before.
    expect(await admin.call(at, { method: "PATCH", json: { name: "wh\ud800at" } })).toMatchObject({
      status: 422,
      body: { reason: "label_exists" },
    });
    expect(await admin.call(at, { method: "DELETE" })).toMatchObject({ status: 200 });
  });

  test("are put on conversations by texters and admins, and find them in the message list", async () => {
    const org = await newOrganization();
    const { admin } = org;
    const { campaignId, joinToken } = await started(org);
    const { label } = (await admin.call("/api/admin/labels", { json: { name: "Ride" } })).body as {
      label: { labelId: string };
    };
    const texter = await newTexter(org);
    const op = async (name: string, params: object) =>
      (await texter.call(`/api/texter/${name}`, { json: params })).body;
    expect((await texter.call("/api/labels")).body).toMatchObject({ labels: [{ name: "Ride" }] });
    await op("join", { token: joinToken });
    await op("take", { campaignId, requestId: crypto.randomUUID() });
    const { items } = (await op("next", { campaignId, count: 5, have: [] })) as {
      items: { contactId: string; firstText: { text: string } }[];
    };
    for (const { contactId, firstText } of items) {
      const text = { contactId, messageId: crypto.randomUUID(), body: firstText.text, initial: true, lastSeenId: null };
      await op("send", text);
    }
    const [first, second] = items.map((item) => item.contactId) as [string, string];
    const { labelId } = label;
    expect(await op("label", { contactId: first, labelId, on: true })).toMatchObject({ item: { labels: [labelId] } });
    expect(await op("label", { contactId: first, labelId, on: true })).toMatchObject({ item: { labels: [labelId] } });
    const odd = await admin.call(`/api/admin/campaigns/${campaignId}/messages?label=%00`);
    expect(odd).toMatchObject({ status: 400 });
    const byAdmin = (json: object) => admin.call(`/api/admin/campaigns/${campaignId}/labels`, { json });
    expect((await byAdmin({ contactId: second, labelId, on: true })).body).toMatchObject({ labels: [labelId] });
    expect((await byAdmin({ contactId: second, labelId, on: false })).body).toMatchObject({ labels: [] });
    expect(await byAdmin({ contactId: second, labelId: "l000000000000000", on: true })).toMatchObject({ status: 404 });
    const list = async () =>
      (await admin.call(`/api/admin/campaigns/${campaignId}/messages?label=${labelId}`)).body["messages"] as {
        contactId: string;
      }[];
    await vi.waitUntil(async () => (await list()).length > 0, { timeout: 30_000, interval: 50 });
    expect((await list()).map((row) => row.contactId)).toEqual([first]);
  });
});

test("admins who edit the script see each other, and are notified of saves", async () => {
  const org = await newOrganization();
  const other = await anotherAdmin(org);
  const { campaignId } = await makeDraft(org.admin);
  const open = async (browser: Browser) => {
    const response = await browser.fetch(`/ws/admin/campaigns/${campaignId}`, { headers: { upgrade: "websocket" } });
    const socket = response.webSocket!;
    const frames: CampaignFrame[] = [];
    socket.addEventListener("message", ({ data }) => {
      frames.push(JSON.parse(String(data)) as CampaignFrame);
    });
    socket.accept();
    return { socket, frames };
  };
  const names = (frames: CampaignFrame[]) =>
    frames.flatMap((frame) => (frame.t === "editors" ? [frame.editors.map(({ name }) => name).join()] : [])).at(-1);
  const [mine, theirs] = [await open(org.admin), await open(other)];
  mine.socket.send(JSON.stringify({ t: "editing", place: "script" }));
  theirs.socket.send(JSON.stringify({ t: "editing", place: "script" }));
  await vi.waitUntil(() => names(mine.frames) === "Ada Min,Bea Min", { timeout: 30_000, interval: 20 });
  await save(other, campaignId, scriptOf("theirs"), 1);
  await vi.waitUntil(() => mine.frames.some((frame) => frame.t === "script" && frame.by.name === "Bea Min"), {
    timeout: 30_000,
    interval: 20,
  });
  theirs.socket.close(1000);
  await vi.waitUntil(() => names(mine.frames) === "Ada Min", { timeout: 30_000, interval: 20 });
  mine.socket.close(1000);
});
