/** Uploads in parts, over HTTP, on real objects and R2: in any order, twice, after a stop; foreign ones are nobody's. */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { newId } from "../../../domain/ids.ts";
import { PART_BYTES } from "../../../domain/contacts/uploads.ts";
import { campaignAt } from "../../../durable-objects/rpc/stubs.ts";
import { afterTest, letTimePass, runAlarm } from "../../../test/workers/workers-world.ts";
import { env, newOrganization } from "../../../test/workers/test-client.ts";
import type { TestOrganization } from "../../../test/workers/test-client.ts";
import type { KeptUpload } from "../../../durable-objects/rpc/campaign.ts";

let ours: TestOrganization;
let theirs: TestOrganization;
beforeAll(async () => {
  [ours, theirs] = [await newOrganization(), await newOrganization()];
});

/** Two parts: long names make few rows large. */
function aFile(rows: number) {
  const filler = "x".repeat(9_000);
  const lines = Array.from({ length: rows }, (_, i) => `Ann,+1617${2340000 + i},${filler}`);
  return new Uint8Array(new TextEncoder().encode(`first,cell,note\n${lines.join("\n")}\n`));
}

async function draft({ admin }: TestOrganization): Promise<string> {
  const made = await admin.call("/api/admin/campaigns", { json: { title: "Parts" } });
  // The answer of the route, as the protocol has it.
  return `/api/admin/campaigns/${(made.body["campaign"] as { campaignId: string }).campaignId}`;
}

const request = (file: Uint8Array, uploadId = newId("i")) => ({
  uploadId,
  fileName: "voters.csv",
  fileBytes: file.length,
  fileModifiedAt: 5,
  mode: "add",
  mapping: {},
});

const put = ({ admin }: TestOrganization, path: string, uploadId: string, n: number, body: Uint8Array<ArrayBuffer>) =>
  admin.call(`${path}/contacts/uploads/${uploadId}/parts/${n}`, { method: "PUT", body });

async function imported({ admin }: TestOrganization, path: string) {
  let campaign: { contactCount: number; import: { state: string; accepted: number } | null } | undefined;
  await vi.waitUntil(
    async () => {
      campaign = (await admin.call(path)).body["campaign"] as NonNullable<typeof campaign>;
      return campaign.import?.state === "done" || campaign.import?.state === "cancelled";
    },
    { timeout: 30_000, interval: 50 },
  );
  return campaign;
}

describe("an upload in parts", () => {
  test("in any order and twice is one import of all rows, and nothing of it stays in the bucket", async () => {
    const path = await draft(ours);
    const file = aFile(1_000);
    expect(file.length).toBeGreaterThan(PART_BYTES);
    const json = request(file);
    const begun = await ours.admin.call(`${path}/contacts/uploads`, { json });
    expect(begun).toMatchObject({ status: 201, body: { upload: { partCount: 2, partsDone: [] } } });
    expect(await ours.admin.call(`${path}/contacts/uploads`, { json })).toMatchObject({ status: 200 });
    const { uploadId } = json;
    expect(await put(ours, path, uploadId, 2, file.slice(PART_BYTES))).toMatchObject({ status: 200 });
    const complete = () => ours.admin.call(`${path}/contacts/uploads/${uploadId}/complete`, { json: {} });
    expect(await complete()).toMatchObject({ status: 422, body: { reason: "parts_missing" } });
    for (let times = 0; times < 2; times += 1) {
      expect(await put(ours, path, uploadId, 1, file.slice(0, PART_BYTES))).toMatchObject({ status: 200 });
    }
    // What a page finds that was closed meanwhile.
    expect(await ours.admin.call(`${path}/contacts/uploads`)).toMatchObject({
      body: { uploads: [{ uploadId, fileName: "voters.csv", partsDone: [1, 2] }] },
    });
    expect(await complete()).toMatchObject({ status: 202, body: { progress: { importId: uploadId } } });
    expect(await complete()).toMatchObject({ body: { progress: { importId: uploadId } } });
    expect(await imported(ours, path)).toMatchObject({ contactCount: 1_000, import: { accepted: 1_000 } });
    expect(await ours.admin.call(`${path}/contacts/uploads`)).toMatchObject({ body: { uploads: [] } });
    expect((await env.UPLOADS.list({ prefix: `imports/${ours.orgId}/` })).objects).toEqual([]);
  });

  test("takes no part of another size, beyond the end, or of another organization", async () => {
    const path = await draft(ours);
    const json = request(new Uint8Array(100));
    await ours.admin.call(`${path}/contacts/uploads`, { json });
    const { uploadId } = json;
    expect(await put(ours, path, uploadId, 1, new Uint8Array(99))).toMatchObject({ body: { reason: "bad_part" } });
    expect(await put(ours, path, uploadId, 2, new Uint8Array(1))).toMatchObject({ body: { reason: "bad_part" } });
    expect(await put(theirs, path, uploadId, 1, new Uint8Array(100))).toMatchObject({ status: 404 });
    expect(await theirs.admin.call(`${path}/contacts/uploads`)).toMatchObject({ status: 404 });
    const dropped = { method: "DELETE" };
    expect(await theirs.admin.call(`${path}/contacts/uploads/${uploadId}`, dropped)).toMatchObject({ status: 404 });
    expect(await ours.admin.call(`${path}/contacts/uploads/${uploadId}`, dropped)).toMatchObject({ status: 200 });
    expect(await put(ours, path, uploadId, 1, new Uint8Array(100))).toMatchObject({ status: 404 });
  });

  test("whose file is not a contact list fails with the reason, and may be tried again", async () => {
    const path = await draft(ours);
    const file = new Uint8Array(new TextEncoder().encode("name,town\nAnn,Lynn\n"));
    const json = request(file);
    await ours.admin.call(`${path}/contacts/uploads`, { json });
    await put(ours, path, json.uploadId, 1, file);
    await ours.admin.call(`${path}/contacts/uploads/${json.uploadId}/complete`, { json: {} });
    await expect
      .poll(async () => (await ours.admin.call(path)).body["campaign"], { timeout: 30_000 })
      .toMatchObject({ import: { state: "failed", message: expect.stringContaining("cell") } });
    expect((await env.UPLOADS.list({ prefix: `imports/${ours.orgId}/` })).objects).toEqual([]);
  });

  test("that was imported is begun no second time under its id, so that another file is not taken for it", async () => {
    const path = await draft(ours);
    const file = aFile(10);
    const json = request(file);
    await ours.admin.call(`${path}/contacts/uploads`, { json });
    await put(ours, path, json.uploadId, 1, file);
    await ours.admin.call(`${path}/contacts/uploads/${json.uploadId}/complete`, { json: {} });
    await imported(ours, path);
    const again = await ours.admin.call(`${path}/contacts/uploads`, { json });
    expect(again).toMatchObject({ status: 422, body: { reason: "upload_complete" } });
    expect(again.body["message"]).toContain("Start a new upload");
  });

  test("whose parts R2 has forgotten ends with a sentence instead of waiting for ever", async () => {
    const path = await draft(ours);
    const file = aFile(10);
    const json = request(file);
    await ours.admin.call(`${path}/contacts/uploads`, { json });
    await put(ours, path, json.uploadId, 1, file);
    const kept = await campaignAt(env, path.split("/").at(-1)!).uploads({ orgId: ours.orgId });
    const { key, multipartId } = kept.ok ? kept.uploads[0]! : { key: "", multipartId: "" };
    await env.UPLOADS.resumeMultipartUpload(key, multipartId).abort();
    await ours.admin.call(`${path}/contacts/uploads/${json.uploadId}/complete`, { json: {} });
    await expect
      .poll(async () => (await ours.admin.call(path)).body["campaign"], { timeout: 30_000 })
      .toMatchObject({ import: { state: "failed", message: expect.stringContaining("upload it again") } });
  });

  describe("that nobody goes on with", () => {
    afterEach(afterTest);

    test.each(["for two days", "because its draft is deleted"])(
      "%s is given up, and R2 keeps nothing of it",
      async (why) => {
        const path = await draft(ours);
        const campaignId = path.split("/").at(-1)!;
        const campaign = campaignAt(env, campaignId);
        const json = request(new Uint8Array(PART_BYTES + 1));
        await ours.admin.call(`${path}/contacts/uploads`, { json });
        const [upload] = ((await campaign.uploads({ orgId: ours.orgId })) as { uploads: KeptUpload[] }).uploads;
        const part = () =>
          env.UPLOADS.resumeMultipartUpload(upload!.key, upload!.multipartId).uploadPart(2, new Uint8Array(1));
        if (why === "for two days") {
          letTimePass(47 * 3_600_000);
          await campaign.storePart({ orgId: ours.orgId, uploadId: json.uploadId, n: 1, etag: "x" });
          letTimePass(2 * 3_600_000);
          await runAlarm(env.CAMPAIGN.getByName(campaignId));
          expect(await campaign.uploads({ orgId: ours.orgId })).toMatchObject({ uploads: [{ parts: [{ n: 1 }] }] });
          await part();
          letTimePass(47 * 3_600_000);
          await runAlarm(env.CAMPAIGN.getByName(campaignId));
          expect(await campaign.uploads({ orgId: ours.orgId })).toEqual({ ok: true, uploads: [] });
        } else {
          await ours.admin.call(path, { method: "DELETE" });
        }
        await expect(part()).rejects.toThrow("does not exist");
        await campaign.storePart({ orgId: ours.orgId, uploadId: json.uploadId, n: 2, etag: "x" });
        const parts = await runInDurableObject(env.CAMPAIGN.getByName(campaignId), (_, { storage }) =>
          storage.sql.exec("SELECT * FROM upload_parts").toArray(),
        );
        expect(parts).toEqual([]);
      },
    );
  });
});
