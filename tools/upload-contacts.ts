/** Uploads a contact file in parts, as the web app does, and waits for its import. */
import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "../domain/ids.ts";
import type { CampaignDetail, ImportProgress } from "../domain/campaigns/campaign.ts";
import type { CampaignUpload } from "../domain/contacts/uploads.ts";
import { need } from "./demo/api-client.ts";
import type { ApiClient } from "./demo/api-client.ts";

export type UploadTarget = { origin: string; admin: ApiClient; campaignId: string; mode?: "add" | "replace" };

/** Sends all parts, then completes the upload, which begins the import. */
export async function uploadContacts(
  { origin, admin, campaignId, mode = "replace" }: UploadTarget,
  file: Uint8Array<ArrayBuffer>,
): Promise<ImportProgress> {
  const path = `/api/admin/campaigns/${campaignId}/contacts/uploads`;
  const uploadId = newId("i");
  const request = { uploadId, fileName: "contacts.csv", fileBytes: file.length, fileModifiedAt: 0, mode, mapping: {} };
  const { upload } = need("Beginning an upload", await admin.post<{ ok: true; upload: CampaignUpload }>(path, request));
  for (let n = 1; n <= upload.partCount; n += 1) {
    const body = file.slice((n - 1) * upload.partBytes, n * upload.partBytes);
    const response = await fetch(`${origin}${path}/${uploadId}/parts/${n}`, {
      method: "PUT",
      headers: { origin, "x-whistlestop-app": "1", cookie: admin.cookies() },
      body,
    });
    if (!response.ok) throw new Error(`Part ${n} was refused: ${await response.text()}`);
    await response.body?.cancel();
  }
  const completed = await admin.post<{ ok: true; progress: ImportProgress }>(`${path}/${uploadId}/complete`, {});
  return need("Completing an upload", completed).progress;
}

/** @throws when the import fails or takes longer than the limit */
export async function importEnded(
  { admin, campaignId }: Pick<UploadTarget, "admin" | "campaignId">,
  limitMs: number,
  everyMs = 50,
): Promise<ImportProgress> {
  for (const until = Date.now() + limitMs; ; await sleep(everyMs)) {
    const { campaign } = need(
      "Reading a campaign",
      await admin.get<{ ok: true; campaign: CampaignDetail }>(`/api/admin/campaigns/${campaignId}`),
    );
    if (campaign.import?.state === "done") return campaign.import;
    if (campaign.import?.state === "failed") throw new Error(`The import failed: ${campaign.import.message}`);
    if (Date.now() > until) throw new Error(`The import took longer than ${limitMs} ms.`);
  }
}
