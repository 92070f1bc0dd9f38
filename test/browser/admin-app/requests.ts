/** A part of the story: texters ask for texts, the admin rejects and approves, trust grants. */
import type { Page } from "playwright-core";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { createApiClient, need } from "../../../tools/demo/api-client.ts";
import { demoDraft } from "../../../tools/demo/campaign.ts";
import { DEMO_ADMIN } from "../../../tools/demo/people.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";

const TITLE = "Evening calls";
const CONTACTS = 9;

/**
 * An active campaign that shares out on request, made over the API, because making one is another part of the story.
 */
async function campaignOnRequest(origin: string): Promise<void> {
  const api = createApiClient(origin);
  const { email, password } = DEMO_ADMIN;
  need("Signing in", await api.post("/api/auth/sign-in", { email, password }));
  const draft = {
    ...demoDraft(Date.now()),
    title: TITLE,
    window: { zone: "America/New_York", startHour: 0, endHour: 24, override: true },
    allowTestNumbers: true,
    policy: { ...DEFAULT_POLICY, sharing: "by_request" as const },
  };
  type Detail = { ok: true; campaign: CampaignDetail };
  const { campaignId } = need("Making a campaign", await api.post<Detail>("/api/admin/campaigns", draft)).campaign;
  const path = `/api/admin/campaigns/${campaignId}`;
  const rows = Array.from({ length: CONTACTS }, (_, i) => `Eve,Ning,+1413555018${i},Town Hall`);
  const csv = ["first,last,cell,polling_place", ...rows].join("\n");
  need("Uploading", await api.post(`${path}/contacts?mode=add`, csv, { "content-type": "text/csv" }));
  await until("the import", async () => {
    const { campaign } = need("Reading", await api.get<Detail>(path));
    return campaign.import?.state === "done" || (campaign.import?.state ?? "not begun");
  });
  need("Starting", await api.post(`${path}/start`, {}));
}

/** `texter` has an account and is signed in on a phone, `admin` at a desk. */
export async function requestTexts(stage: Stage, { admin, texter }: { admin: Page; texter: Page }): Promise<void> {
  const { check, screenshot, installation } = stage;
  const ask = async (count: number) => {
    await texter.getByRole("region", { name: "Texts for you" }).getByRole("button", { name: "Ask for texts" }).tap();
    const dialog = texter.getByRole("dialog");
    await dialog.getByLabel("How many").fill(String(count));
    await dialog.getByRole("button", { name: "Ask", exact: true }).tap();
  };

  await check("the texter asks for texts where a campaign shares out on request", async () => {
    await campaignOnRequest(installation.origin);
    await until("the offer", async () => {
      await texter.goto("/");
      await texter.getByRole("heading", { name: "Your campaigns" }).waitFor();
      const offer = texter.getByRole("region", { name: "Texts for you" });
      return (await offer.waitFor({ timeout: 2_000 }).catch(() => null)) === undefined || "no offer yet";
    });
    await ask(4);
    await texter.getByText("Waiting for approval").waitFor();
    await screenshot(texter, "request-waits");
  });
  await check("the admin rejects it with a reason, which the texter sees at once", async () => {
    await admin.goto("/admin/requests");
    await admin.getByRole("button", { name: /^Reject .*request$/ }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByLabel("Reason (optional)").fill("Finish the training first, please");
    await dialog.getByRole("button", { name: "Reject", exact: true }).click();
    await texter.getByText("Finish the training first, please").waitFor();
  });
  await check("the next one is approved; the contacts come to the texter by themselves", async () => {
    await ask(4);
    await admin.getByRole("button", { name: /^Approve .*request$/ }).click();
    await texter.getByText(`You got 4 contacts from ${TITLE}.`).waitFor();
    await texter.getByRole("article", { name: TITLE }).getByRole("link", { name: "Send first texts" }).waitFor();
    await screenshot(texter, "request-approved");
    await admin.getByRole("heading", { name: "No open requests" }).waitFor();
    await admin.getByRole("button", { name: "Decided" }).click();
    await admin.getByText(`4 contacts from ${TITLE}`).waitFor();
    await screenshot(admin, "requests-decided");
  });
  await check("whom the organization trusts gets contacts at once", async () => {
    await admin.goto("/admin/settings");
    await admin.getByLabel("Trusted roles").selectOption("TEXTER");
    await admin.locator("form", { hasText: "Trusted roles" }).getByRole("button", { name: "Save" }).click();
    await admin.getByText("Saved. It applies from the next request.").waitFor();
    await ask(3);
    await texter.getByText(`You got 3 contacts from ${TITLE}.`).waitFor();
  });
}
