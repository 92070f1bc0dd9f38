/** Labels that a texter's app sends: those of the organization are put on; made-up ones are refused as data, and nothing is lost. */
import { beforeAll, describe, expect, test } from "vitest";
import type { AnswerAction } from "../../domain/scripts/answer-action.ts";
import type { Script } from "../../domain/scripts/script-schema.ts";
import { deliverWebhook, inboundForm, texted } from "../../test/workers/test-carrier.ts";
import { newOrganization, queryPostgres } from "../../test/workers/test-client.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";

const MADE_UP = "l999999999999999";
const WAIT = { timeout: 30_000, interval: 50 };

let org: TestOrganization;
let stranger: TestOrganization;
beforeAll(async () => {
  [org, stranger] = [await newOrganization(), await newOrganization()];
});

const make = async ({ admin }: TestOrganization, name: string) => {
  const made = await admin.call("/api/admin/labels", { json: { name } });
  expect(made.body).toMatchObject({ ok: true, underWay: false });
  return (made.body["label"] as { labelId: string }).labelId;
};
const remove = ({ admin }: TestOrganization, labelId: string) =>
  admin.call(`/api/admin/labels/${labelId}`, { method: "DELETE" });

type Conversation = Awaited<ReturnType<typeof texted>>;

async function talking(cell: string): Promise<Conversation> {
  const talk = await texted(org, cell);
  await deliverWebhook(`/webhooks/twilio/${org.orgId}/inbound`, inboundForm(cell, "Can you drive me?"));
  await expect.poll(async () => (await talk.item()).status, WAIT).toBe("needsResponse");
  return talk;
}

/** As an app that has this version of the script in sight. */
async function reply({ op, item, contactId }: Conversation, labels: string[], scriptVersion: number) {
  const lastSeenId = (await item()).messages.findLast(({ direction }) => direction === "in")?.id ?? null;
  const messageId = crypto.randomUUID();
  const text = { contactId, messageId, body: "We can drive you.", initial: false, lastSeenId, scriptVersion, labels };
  return op("send", text);
}

/** Gives texters a script; its number. */
async function publish({ campaignId }: Conversation, change: (script: Script) => Script): Promise<number> {
  const path = `/api/admin/campaigns/${campaignId}/script`;
  const { draft } = (await org.admin.call(path)).body as { draft: { script: Script; revision: number } };
  const json = { script: change(draft.script), baseRevision: draft.revision };
  const saved = await org.admin.call(path, { method: "PUT", json });
  expect(saved.body).toMatchObject({ ok: true });
  const { revision } = saved.body["draft"] as { revision: number };
  const published = await org.admin.call(`${path}/publish`, { json: { revision } });
  expect(published.body).toMatchObject({ ok: true });
  return published.body["version"] as number;
}

describe("a made-up label", () => {
  test("in a tap is refused as data; another organization's is none of ours", async () => {
    const talk = await talking("+16172345901");
    const label = (labelId: string, on = true) =>
      talk.op("label", { contactId: talk.contactId, labelId, on, opId: crypto.randomUUID() });
    const refused = { ok: false, reason: "no_such_label", message: "Your organization has no such label." };
    expect(await label(MADE_UP)).toEqual(refused);
    expect(await label(await make(stranger, "Theirs"))).toEqual(refused);
    const ride = await make(org, `Ride ${crypto.randomUUID()}`);
    expect(await label(ride)).toMatchObject({ ok: true, item: { labels: [ride] } });
    expect((await talk.item()).labels).toEqual([ride]);
  });

  test("with a text of an earlier script is left off, and the answer says so; the text goes", async () => {
    const talk = await talking("+16172345902");
    const ride = await make(org, `Ride ${crypto.randomUUID()}`);
    const version = await publish(talk, (script) => ({
      ...script,
      responses: [{ id: "r1", title: "Ride", text: "We can drive you.", labels: [ride] }],
    }));
    expect(await publish(talk, (script) => ({ ...script, responses: [] }))).toBe(version + 1);
    const answer = await reply(talk, [ride, MADE_UP], version);
    expect(answer).toMatchObject({ ok: true, leftOff: [{ reason: "no_such_label", labels: [MADE_UP] }] });
    const { labels, messages } = await talk.item();
    expect(labels).toEqual([ride]);
    expect(messages.at(-1)).toMatchObject({ direction: "out", body: "We can drive you." });
    await expect
      .poll(async () => {
        const rows = await queryPostgres<{ labels: string[] }>("select labels from contacts where id = $1", [
          talk.contactId,
        ]);
        return rows[0]?.labels;
      }, WAIT)
      .toEqual([ride]);
  });

  test("in an answer's action of an earlier script is refused, and the answer is not recorded by half", async () => {
    const talk = await talking("+16172345903");
    const ride = await make(org, `Ride ${crypto.randomUUID()}`);
    const withAnswer = (answer: { action?: AnswerAction }) =>
      publish(talk, (script) => {
        const steps = script.steps.map((step) =>
          Object.assign({}, step, { answers: [{ value: "Drive", nextStepId: null, ...answer }] }),
        );
        return { ...script, steps };
      });
    const version = await withAnswer({ action: { kind: "label", labelId: ride } });
    await withAnswer({});
    const { stepId } = await stepOf(talk);
    const answer = (labelId: string) =>
      talk.op("answer", {
        contactId: talk.contactId,
        stepId,
        value: "Drive",
        action: { kind: "label", labelId },
        scriptVersion: version,
        opId: crypto.randomUUID(),
      });
    expect(await answer(MADE_UP)).toMatchObject({ ok: false, reason: "unknown_answer" });
    expect((await talk.item()).answers ?? {}).toEqual({});
    expect(await answer(ride)).toMatchObject({ ok: true, item: { labels: [ride], answers: { [stepId]: "Drive" } } });
  });

  test("is not saved in a canned response either", async () => {
    const talk = await talking("+16172345904");
    const path = `/api/admin/campaigns/${talk.campaignId}/script`;
    const { draft } = (await org.admin.call(path)).body as { draft: { script: Script; revision: number } };
    const responses = [{ id: "r1", title: "Ride", text: "We can drive you.", labels: [MADE_UP] }];
    const json = { script: { ...draft.script, responses }, baseRevision: draft.revision };
    const saved = await org.admin.call(path, { method: "PUT", json });
    expect(saved).toMatchObject({ status: 422, body: { reason: "no_such_label" } });
    expect(saved.body["message"]).toContain("The canned response “Ride” brings a label");
  });
});

async function stepOf({ campaignId }: Conversation): Promise<{ stepId: string }> {
  const { draft } = (await org.admin.call(`/api/admin/campaigns/${campaignId}/script`)).body as {
    draft: { script: Script };
  };
  return { stepId: draft.script.steps[0]?.id ?? "" };
}

test("a label that was deleted between a tap without a network and its arrival is left off, and the answer says so", async () => {
  const talk = await talking("+16172345905");
  const ride = await make(org, `Ride ${crypto.randomUUID()}`);
  const version = await publish(talk, (script) => ({
    ...script,
    responses: [{ id: "r1", title: "Ride", text: "We can drive you.", labels: [ride] }],
  }));
  await publish(talk, (script) => ({ ...script, responses: [] }));
  expect((await remove(org, ride)).body).toMatchObject({ ok: true, underWay: false });
  const tap = { contactId: talk.contactId, labelId: ride, on: true, opId: crypto.randomUUID() };
  const leftOff = [{ reason: "label_deleted", labels: [ride] }];
  expect(await talk.op("label", tap)).toMatchObject({ ok: true, leftOff });
  expect(await reply(talk, [ride], version)).toMatchObject({ ok: true, leftOff });
  expect((await talk.item()).labels ?? []).toEqual([]);
});

test("a label that was put on a moment ago and is deleted now is put on no more, in no campaign that runs", async () => {
  const talks = [await talking("+16172345907"), await talking("+16172345908")];
  const ride = await make(org, `Ride ${crypto.randomUUID()}`);
  const tap = ({ op, contactId }: Conversation, on: boolean) =>
    op("label", { contactId, labelId: ride, on, opId: crypto.randomUUID() });
  // Each campaign's queue knows it from now on.
  for (const talk of talks) for (const on of [true, false]) expect(await tap(talk, on)).toMatchObject({ ok: true });
  expect((await remove(org, ride)).body).toMatchObject({ ok: true, underWay: false });
  for (const talk of talks) {
    // Sooner than the queue would have asked by itself.
    await expect.poll(() => tap(talk, true), { timeout: 10_000, interval: 50 }).toHaveProperty("leftOff");
    expect((await talk.item()).labels ?? []).toEqual([]);
  }
});

test("texters choose from the labels that their organization's object knows", async () => {
  const talk = await talking("+16172345906");
  const name = `Known ${crypto.randomUUID()}`;
  const labelId = await make(org, name);
  const renamed = `Renamed ${crypto.randomUUID()}`;
  await org.admin.call(`/api/admin/labels/${labelId}`, { method: "PATCH", json: { name: renamed } });
  const shown = (await org.admin.call("/api/labels")).body["labels"];
  expect(shown).toContainEqual({ labelId, name: renamed });
  await remove(org, labelId);
  expect((await org.admin.call("/api/labels")).body["labels"]).not.toContainEqual({ labelId, name: renamed });
  expect((await talk.item()).labels).toBeUndefined();
});
