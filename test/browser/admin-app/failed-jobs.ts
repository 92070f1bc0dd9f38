/**
 * A part of the story: an import and an archive that cannot go on. The admin sees them being tried, cancels them, and reads why
 * they failed.
 */
import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Locator, Page } from "playwright-core";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { createApiClient, need } from "../../../tools/demo/api-client.ts";
import { demoDraft } from "../../../tools/demo/campaign.ts";
import { DEMO_ADMIN } from "../../../tools/demo/people.ts";
import type { Stage } from "../stage.ts";

const CSV = "first,last,cell,polling_place\nPia,Fox,617-234-5678,Town Hall\nQuin,Ray,617-234-5679,Town Hall\n";
/** Five tries, with the pauses between them. */
const UNTIL_GIVEN_UP_MS = 90_000;
const PHONE = { width: 390, height: 844 };

export async function seeFailedJobs({ check, screenshot, installation, folder }: Stage, { admin }: { admin: Page }) {
  const api = createApiClient(installation.origin);
  const { email, password } = DEMO_ADMIN;
  need("Signing in", await api.post("/api/auth/sign-in", { email, password }));
  const draft = { ...demoDraft(Date.now()), title: "A list that breaks" };
  const made = need(
    "Making a draft",
    await api.post<{ ok: true; campaign: CampaignDetail }>("/api/admin/campaigns", draft),
  );
  const { campaignId } = made.campaign;
  const desk = admin.viewportSize();

  const upload = async () => {
    const file = { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(CSV) };
    await admin.getByLabel("CSV file with contacts").setInputFiles(file);
    await admin.getByRole("button", { name: "Upload 2 contacts" }).click();
  };

  const onPhone = async (notice: Locator, name: string) => {
    await admin.setViewportSize(PHONE);
    await notice.scrollIntoViewIfNeeded();
    const wide = await admin.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
    if (wide === true) throw new Error("the page is wider than the phone");
    await screenshot(admin, name);
    if (desk) await admin.setViewportSize(desk);
  };

  await check("an import whose step fails says that it is tried again, and can be cancelled meanwhile", async () => {
    await admin.goto(`/admin/campaigns/${campaignId}`);
    await admin.getByLabel("CSV file with contacts").waitFor();
    inCampaign(folder, campaignId, "CREATE TRIGGER broken BEFORE INSERT ON queues BEGIN SELECT RAISE(ABORT, 'x'); END");
    await upload();
    await admin.getByText(/is being tried again automatically \(try \d of 5\)/).waitFor();
    await screenshot(admin, "import-tried-again");
    await admin.getByRole("button", { name: "Cancel the import" }).click();
    await admin.getByText("The import was cancelled. None of its contacts were kept.").waitFor();
  });
  await check("given up, it says where it was, why, and what to do, on a phone as well", async () => {
    await upload();
    const failed = admin.getByRole("alert").filter({ hasText: "The import failed" });
    await failed.waitFor({ timeout: UNTIL_GIVEN_UP_MS });
    await failed.getByText(/after the file was read/).waitFor();
    await failed.getByText(/failed 5 times in a row in the same way/).waitFor();
    await failed
      .getByText(/None of its contacts were kept. Correct the file or split it, and upload it again/)
      .waitFor();
    await screenshot(admin, "import-failed");
    await onPhone(failed, "import-failed-phone");
  });
  await check("mended, the same file is imported", async () => {
    inCampaign(folder, campaignId, "DROP TRIGGER broken");
    await upload();
    await admin.getByText("Import finished:").waitFor();
    await admin.getByText("2 contacts", { exact: true }).waitFor();
  });

  const archive = async () => {
    await admin.getByRole("button", { name: "Archive…" }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByLabel("Nobody needs to text in this campaign anymore").check();
    await dialog.getByRole("button", { name: "Archive", exact: true }).click();
  };
  await check("an archive whose step fails can be cancelled between two tries, and the campaign is free", async () => {
    const path = `/api/admin/campaigns/${campaignId}`;
    need("Starting", await api.post(`${path}/start`, {}));
    need("Closing", await api.post(`${path}/status`, { status: "CLOSED" }));
    const broken = "CREATE TRIGGER broken BEFORE UPDATE ON archive_queues BEGIN SELECT RAISE(ABORT, 'x'); END";
    inCampaign(folder, campaignId, broken);
    await admin.goto(`/admin/campaigns/${campaignId}`);
    await archive();
    await admin.getByText(/is being tried again automatically \(try \d of 5\)/).waitFor({ timeout: UNTIL_GIVEN_UP_MS });
    await screenshot(admin, "archive-tried-again");
    await admin.getByRole("button", { name: "Cancel the archive" }).click();
    await admin.getByRole("button", { name: "Archive…" }).waitFor();
  });
  await check("given up, it says so, and goes through when the cause is mended", async () => {
    await archive();
    const failed = admin.locator(".notice").filter({ hasText: "The archive failed" });
    await failed.waitFor({ timeout: UNTIL_GIVEN_UP_MS });
    await failed.getByText(/part 1 of 1/).waitFor();
    await failed.getByText(/Nothing was removed/).waitFor();
    await screenshot(admin, "archive-failed");
    await onPhone(failed, "archive-failed-phone");
    inCampaign(folder, campaignId, "DROP TRIGGER broken");
    await failed.getByRole("button", { name: "Archive again" }).click();
    await admin.getByRole("heading", { name: "Archived for good" }).waitFor({ timeout: UNTIL_GIVEN_UP_MS });
  });
}

/** One statement in the campaign's own storage: no input of a user makes a step fail each time. */
function inCampaign(folder: string, campaignId: string, statement: string): void {
  for (const file of globSync(join(folder, "**", "*.sqlite"))) {
    const db = new DatabaseSync(file, { timeout: 5_000 });
    try {
      const tables = db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('info', 'imports')").get();
      if (tables?.["n"] !== 2) continue;
      const info = db.prepare("SELECT json FROM info").get();
      if (!String(info?.["json"]).includes(campaignId)) continue;
      db.exec(statement);
      return;
    } finally {
      db.close();
    }
  }
  throw new Error(`no object below ${folder} is the campaign ${campaignId}`);
}
