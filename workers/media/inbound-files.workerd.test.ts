import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { newId } from "../../domain/ids.ts";
import {
  aTexter,
  queueAddressOf,
  afterTest,
  cells,
  control,
  deliverPulled,
  evict,
  itemOnDesk,
  letTimePass,
  pullWebhooks,
  queueStub,
  runAlarm,
  runningCampaign,
  sendText,
  setRole,
  take,
  WAIT,
  withoutWaiting,
} from "../../test/workers/workers-world.ts";
import type { TestTexter, Running } from "../../test/workers/workers-world.ts";
import { DEMO_ACCOUNT } from "../../twilio/emulator/settings.ts";
import { sessionTokens } from "../auth/session-token.ts";
import { env, fetchWorker } from "../../test/workers/test-client.ts";

beforeAll(withoutWaiting);
afterEach(async () => {
  await control("/settings", { mediaFailure: 0 }, "PUT");
  await afterTest();
});

const PNG = btoa("\u0089PNG\r\n\u001a\n and the rest of a picture");
type File = { contentType: string; base64?: string; url?: string };

/** A conversation of one first text; the contact can send pictures. */
async function conversation(areaCode: number) {
  const [cell = ""] = cells(areaCode, 1);
  const running = await runningCampaign([cell]);
  const [item] = await take(running, 1);
  if (!item) throw new Error("no contact");
  await sendText(running.texter, item);
  return { running, item, cell };
}

/** The webhook of a text with files, as the carrier sends it; not yet delivered. */
async function pictureFrom({ orgId }: Running, from: string, files: File[], body = "") {
  const inboundUrl = `${env.PUBLIC_ORIGIN}/webhooks/twilio/${orgId}/inbound`;
  await control(`/services/${DEMO_ACCOUNT.serviceSid}`, { numbers: DEMO_ACCOUNT.numbers, inboundUrl }, "PUT");
  await pullWebhooks();
  await control("/inbound", { from, to: DEMO_ACCOUNT.numbers[0], body, files });
  const webhook = (await pullWebhooks()).find(({ kind }) => kind === "inbound");
  if (!webhook) throw new Error("no webhook");
  return webhook;
}

async function inbound(person: TestTexter, contactId: string) {
  const { messages } = await itemOnDesk(person, contactId);
  return messages.filter(({ direction }) => direction === "in");
}

async function seen(person: TestTexter, path: string) {
  const token = await sessionTokens(env.SESSION_SECRET).sign(person, Date.now());
  return fetchWorker(path, { headers: { cookie: `__Host-whistlestop_session=${token}` } });
}

async function anAdmin(orgId: string): Promise<TestTexter> {
  const texter = await aTexter(orgId, "Ada");
  await setRole(texter, "ADMIN");
  return { ...texter, role: "ADMIN" };
}

async function stored(): Promise<string[]> {
  return (await env.MEDIA.list()).objects.map(({ key }) => key);
}

const png = { contentType: "image/png", base64: PNG };

describe("a picture that comes in", () => {
  test("is noted with its text, fetched afterwards, and shown to the texter who holds the conversation", async () => {
    const { running, item, cell } = await conversation(201);
    const webhook = await pictureFrom(running, cell, [png], "Look!");
    expect(await deliverPulled(webhook)).toBe(200);
    await vi.waitFor(async () => {
      const [message] = await inbound(running.texter, item.contactId);
      expect(message).toMatchObject({ body: "Look!", media: [{ type: "image/png", state: "stored" }] });
    }, WAIT);
    const shown = await seen(running.texter, `/api/media/${item.contactId}/${webhook.messageSid}/0`);
    expect(shown.status).toBe(200);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      "content-type": "image/png",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "content-disposition": 'inline; filename="picture-1.png"',
    });
    expect(new TextDecoder().decode(await shown.arrayBuffer())).toContain("the rest of a picture");
  });

  test("is seen by nobody else but the organization's admins", async () => {
    const { running, item, cell } = await conversation(202);
    const webhook = await pictureFrom(running, cell, [png]);
    await deliverPulled(webhook);
    const path = `/api/media/${item.contactId}/${webhook.messageSid}/0`;
    const admin = await anAdmin(running.orgId);
    await vi.waitFor(async () => {
      const shown = await seen(admin, path);
      await shown.arrayBuffer();
      expect(shown.status).toBe(200);
    }, WAIT);
    const others = [await aTexter(running.orgId, "Ben"), await aTexter(newId("o")), await anAdmin(newId("o"))];
    for (const other of others) expect(await statusOf(seen(other, path))).toBe(404);
    expect(await statusOf(fetchWorker(path))).toBe(401);
    for (const wrong of ["1", "x", "0/..", "-1"]) {
      expect(await statusOf(seen(running.texter, path.replace(/0$/, wrong)))).toBe(404);
    }
  });

  test("is stored once, however often its webhook comes", async () => {
    const { running, item, cell } = await conversation(203);
    const webhook = await pictureFrom(running, cell, [png, png]);
    const before = (await stored()).length;
    await Promise.all([deliverPulled(webhook), deliverPulled(webhook), deliverPulled(webhook)]);
    await vi.waitFor(async () => expect((await stored()).length).toBe(before + 2), WAIT);
    expect(await deliverPulled(webhook)).toBe(200);
    const messages = await inbound(running.texter, item.contactId);
    expect(messages).toHaveLength(1);
    expect((await stored()).length).toBe(before + 2);
  });

  test("is not fetched from an address that is not the carrier's", async () => {
    const { running, item, cell } = await conversation(208);
    const before = (await stored()).length;
    const elsewhere = "http://postgres.control/start";
    const webhook = await pictureFrom(running, cell, [{ contentType: "image/png", url: elsewhere }, png]);
    expect(await deliverPulled(webhook)).toBe(200);
    await vi.waitFor(async () => {
      const [message] = await inbound(running.texter, item.contactId);
      expect(message?.media).toMatchObject([
        { state: "refused", problem: expect.stringContaining(`not the carrier's`) },
        { state: "stored" },
      ]);
    }, WAIT);
    expect((await stored()).length).toBe(before + 1);
  });

  test("that is not a picture is neither stored nor shown, even if its webhook calls it one", async () => {
    const { running, item, cell } = await conversation(205);
    const before = (await stored()).length;
    const page = { contentType: "image/png", base64: btoa("<script>alert(1)</script>") };
    await deliverPulled(await pictureFrom(running, cell, [page]));
    await vi.waitFor(async () => {
      const [message] = await inbound(running.texter, item.contactId);
      expect(message?.media).toMatchObject([{ state: "refused" }]);
    }, WAIT);
    expect((await stored()).length).toBe(before);
  });

  test("that the carrier does not give yet is reported, and fetched once it does", async () => {
    const { running, item, cell } = await conversation(206);
    await control("/settings", { mediaFailure: 503 }, "PUT");
    await deliverPulled(await pictureFrom(running, cell, [png]));
    await vi.waitFor(async () => {
      const [message] = await inbound(running.texter, item.contactId);
      expect(message?.media).toEqual([{ type: "image/png", state: "late", problem: "the carrier answered 503" }]);
    }, WAIT);
    await control("/settings", { mediaFailure: 0 }, "PUT");
    letTimePass(3_600_000);
    await vi.waitFor(async () => {
      await runAlarm(queueStub(queueAddressOf(item).key));
      const [message] = await inbound(running.texter, item.contactId);
      expect(message?.media).toEqual([{ type: "image/png", state: "stored" }]);
    }, WAIT);
  });

  test("is fetched after a restart that came between its text and the fetching", async () => {
    const { running, item, cell } = await conversation(207);
    await control("/settings", { mediaFailure: 500 }, "PUT");
    const webhook = await pictureFrom(running, cell, [png]);
    expect(await deliverPulled(webhook)).toBe(200);
    await evict(queueStub(queueAddressOf(item).key));
    await control("/settings", { mediaFailure: 0 }, "PUT");
    letTimePass(3_600_000);
    await vi.waitFor(async () => {
      await runAlarm(queueStub(queueAddressOf(item).key));
      expect(await stored()).toContain(`in/${running.orgId}/${item.contactId}/${webhook.messageSid}/0`);
    }, WAIT);
  });
});

async function statusOf(asked: Promise<Response>): Promise<number> {
  const response = await asked;
  await response.arrayBuffer();
  return response.status;
}
