/** A part of the story: an import that cannot go on. The admin sees it being tried, cancels it, and reads why it failed. */
import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Page } from "playwright-core";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { createApiClient, need } from "../../../tools/demo/api-client.ts";
import { demoDraft } from "../../../tools/demo/campaign.ts";
import { DEMO_ADMIN } from "../../../tools/demo/people.ts";
import type { Stage } from "../stage.ts";

const CSV = "first,last,cell\nPia,Fox,617-234-5678\nQuin,Ray,617-234-5679\n";
/** Five tries, with the pauses between them. */
const UNTIL_GIVEN_UP_MS = 90_000;
const PHONE = { width: 390, height: 844 };

export async function seeFailedImport({ check, screenshot, installation, folder }: Stage, { admin }: { admin: Page }) {
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

  await check("an import whose step fails says that it is tried again, and can be cancelled meanwhile", async () => {
    await admin.goto(`/admin/campaigns/${campaignId}`);
    await admin.getByLabel("CSV file with contacts").waitFor();
    inCampaign(folder, campaignId, "CREATE TRIGGER broken BEFORE INSERT ON queues BEGIN SELECT RAISE(ABORT, 'x'); END");
    await upload();
    await admin.getByText(/is tried again by itself \(\d of 5 tries\)/).waitFor();
    await screenshot(admin, "import-tried-again");
    await admin.getByRole("button", { name: "Cancel the import" }).click();
    await admin.getByText("The import was cancelled; none of its contacts were kept.").waitFor();
  });
  await check("given up, it says where it was, why, and what to do, on a phone as well", async () => {
    await upload();
    const failed = admin.getByRole("alert").filter({ hasText: "The import failed" });
    await failed.waitFor({ timeout: UNTIL_GIVEN_UP_MS });
    await failed.getByText(/after the file was read/).waitFor();
    await failed.getByText(/failed 5 times in a row in the same way/).waitFor();
    await failed.getByText(/correct the file or split it, and upload it again/).waitFor();
    await screenshot(admin, "import-failed");
    await admin.setViewportSize(PHONE);
    await failed.scrollIntoViewIfNeeded();
    const wide = await admin.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
    if (wide === true) throw new Error("the page is wider than the phone");
    await screenshot(admin, "import-failed-phone");
    if (desk) await admin.setViewportSize(desk);
  });
  await check("mended, the same file is imported", async () => {
    inCampaign(folder, campaignId, "DROP TRIGGER broken");
    await upload();
    await admin.getByText("Import done:").waitFor();
    await admin.getByText("2 contacts", { exact: true }).waitFor();
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
