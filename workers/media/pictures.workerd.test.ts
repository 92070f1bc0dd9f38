import { beforeAll, describe, expect, test, vi } from "vitest";
import { newId, newToken } from "../../domain/ids.ts";
import type { Script } from "../../domain/scripts/script-schema.ts";
import type { TexterAnswers } from "../../domain/texter-app/texter.ts";
import { ledger, WAIT } from "../../test/workers/workers-world.ts";
import { DRAFT, uploaded } from "../../test/workers/test-campaign.ts";
import { env, newOrganization, newTexter, fetchWorker, ownService } from "../../test/workers/test-client.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";

let organization: TestOrganization;
beforeAll(async () => {
  organization = await newOrganization();
});

const file = (words: string, length = words.length) => {
  const bytes = new Uint8Array(length);
  bytes.set(Array.from(words, (letter) => letter.charCodeAt(0)));
  return bytes;
};
const PNG = file("\u0089PNG\r\n\u001a\n picture");

async function upload(body: Uint8Array<ArrayBuffer>, by = organization.admin) {
  return by.call("/api/admin/pictures", { body, headers: { "content-type": "application/octet-stream" } });
}

function withPicture(picture: string): Script {
  const script = DRAFT.script;
  if (!script) throw new Error("the draft has no script");
  return { ...script, steps: script.steps.map((step) => Object.assign({ picture }, step)) };
}

describe("a picture for texts", () => {
  test("is uploaded by an admin and can be read with its address alone", async () => {
    const { status, body } = await upload(PNG);
    expect(status).toBe(201);
    const shown = await fetchWorker(`/api/pictures/${String(body["pictureId"])}`);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      "content-type": "image/png",
      "x-content-type-options": "nosniff",
      "cache-control": "public, max-age=31536000, immutable",
    });
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(PNG);
    for (const id of [`${organization.orgId}-${newToken()}.png`, "x", "..%2F..%2Fin"]) {
      expect((await fetchWorker(`/api/pictures/${id}`)).status).toBe(404);
    }
  });

  test.each([
    ["a page", file("<html>"), 422, "save it as JPEG, PNG or GIF"],
    ["a WebP", file("RIFF0000WEBP"), 422, "This is a webp file"],
    ["nothing", file(""), 422, "empty"],
    ["too much", file("GIF89a", 5 * 1024 * 1024 + 1), 413, "at most 5 MB"],
  ])("that is %s is refused with what is wrong", async (_, body, status, words) => {
    const answer = await upload(body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ ok: false, message: expect.stringContaining(words) });
  });

  test("cannot be uploaded by texters", async () => {
    expect((await upload(PNG, await newTexter(organization))).status).toBe(403);
  });

  test("of another organization is refused in a script", async () => {
    const foreign = `${newId("o")}-${newToken()}.png`;
    const made = await organization.admin.call("/api/admin/campaigns", {
      json: { ...DRAFT, script: withPicture(foreign) },
    });
    expect(made.body).toMatchObject({ ok: false, reason: "bad_picture" });
    const mine = await organization.admin.call("/api/admin/campaigns", { json: DRAFT });
    const { campaignId } = mine.body["campaign"] as { campaignId: string };
    const saved = await organization.admin.call(`/api/admin/campaigns/${campaignId}/script`, {
      method: "PUT",
      json: { script: withPicture(foreign), baseRevision: 0 },
    });
    expect(saved.body).toMatchObject({ ok: false, reason: "bad_picture" });
  });

  test("that is not there keeps a campaign from starting", async () => {
    const { admin, orgId } = organization;
    const script = withPicture(`${orgId}-${newToken()}.png`);
    const csv = "first,last,cell\r\nAnn,Lee,617-234-5681\r\n";
    const { campaignId } = await uploaded(admin, { ...DRAFT, script }, csv);
    const checks = await admin.call(`/api/admin/campaigns/${campaignId}/start-checks`);
    expect(checks.body["problems"]).toContainEqual(
      expect.objectContaining({ code: "no_picture", severity: "error", stepId: "first" }),
    );
    const start = await admin.call(`/api/admin/campaigns/${campaignId}/start`, { json: {} });
    expect(start.body).toMatchObject({ ok: false, reason: "start_refused" });
  });

  test("goes with the first text, by an address that the carrier may fetch", async () => {
    const { admin } = organization;
    const picture = String((await upload(PNG)).body["pictureId"]);
    const csv = "first,last,cell\r\nAnn,Lee,617-234-5680\r\n";
    await ownService(organization);
    const { campaignId, joinToken } = await uploaded(admin, { ...DRAFT, script: withPicture(picture) }, csv);
    const start = await admin.call(`/api/admin/campaigns/${campaignId}/start`, { json: {} });
    expect(start.body).toMatchObject({ ok: true });
    const texter = await newTexter(organization);
    await texter.call("/api/texter/join", { json: { token: joinToken } });
    await texter.call("/api/texter/take", { json: { campaignId, requestId: crypto.randomUUID() } });
    const next = await texter.call("/api/texter/next", { json: { campaignId, count: 1, have: [] } });
    const [item] = (next.body as TexterAnswers["next"]).items;
    if (!item?.firstText?.ok) throw new Error("no contact to text");
    const { text: body, picture: shown } = item.firstText;
    expect(shown).toBe(picture);
    const text = { contactId: item.contactId, messageId: crypto.randomUUID(), body, initial: true, lastSeenId: null };
    const unseen = await texter.call("/api/texter/send", { json: text });
    expect(unseen.body).toMatchObject({ ok: false, reason: "script_changed" });
    const sent = await texter.call("/api/texter/send", { json: { ...text, picture } });
    expect(sent.body).toMatchObject({ ok: true });
    const url = `${env.PUBLIC_ORIGIN}/api/pictures/${picture}`;
    await vi.waitFor(async () => {
      expect(await ledger(["+16172345680"])).toMatchObject([{ body, media: [{ url }] }]);
    }, WAIT);
    const carriers = await fetchWorker(new URL(url).pathname);
    expect(carriers.status).toBe(200);
    await carriers.arrayBuffer();
  });
});
