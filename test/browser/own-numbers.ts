/** A part of the story: campaigns text from numbers of the inventory, from the setting to the archive. */
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import type { CampaignDetail } from "../../domain/campaigns/campaign.ts";
import { createApiClient, need } from "../../tools/demo/api-client.ts";
import { demoDraft } from "../../tools/demo/campaign.ts";
import { DEMO_ADMIN } from "../../tools/demo/people.ts";
import { readFirstText, until } from "./stage.ts";
import type { Stage } from "./stage.ts";

type Detail = { ok: true; campaign: CampaignDetail };
const TITLE = "From our own numbers";
const AREA_CODE = "413";
const CONTACTS = 7;

/** @param texter on a phone, signed in */
export async function textFromOwnNumbers(
  stage: Stage,
  { admin, texter }: { admin: Page; texter: Page },
): Promise<void> {
  const { check, screenshot, installation } = stage;
  const section = admin.getByRole("region", { name: "Numbers to text from" });
  await stockThePool(stage, 5);

  await check("an owner switches the organization to numbers of the installation", async () => {
    await admin.goto("/admin/settings");
    const form = admin.getByRole("form", { name: "Numbers to text from" });
    await form.getByLabel("Numbers of this installation, reserved for each campaign").check();
    await form.getByLabel("Contacts per number").fill("2");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("Saved. Campaigns that start from now on use it.").waitFor();
    await screenshot(admin, "numbers-setting");
  });

  const { campaignId, joinToken } = await draftOverApi(installation.origin);
  await check("a draft shows how many numbers it needs, and suggests the contacts' own area code", async () => {
    await admin.goto(`/admin/campaigns/${campaignId}`);
    await section.getByText("7 contacts need 4 numbers: one for every 2 contacts.").waitFor();
    await section.getByText("4 are missing.").waitFor();
    const code = await section.getByLabel("Area code", { exact: true }).inputValue();
    const count = await section.getByLabel("Numbers", { exact: true }).inputValue();
    if (code !== AREA_CODE || count !== "4") throw new Error(`suggested ${count} of ${code}`);
    await section.getByText("What the pool has (1 area code)").click();
    await screenshot(admin, "numbers-needed");
  });
  await check("the start is refused with how many are missing, and leads to the section", async () => {
    await admin.getByRole("button", { name: "Start campaign…" }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByText("The campaign needs 4 numbers and none is reserved: reserve 4 more.").waitFor();
    await dialog.getByRole("link", { name: "Go to the numbers" }).click();
    await section.and(admin.locator(":focus")).waitFor();
  });
  await check("more than the pool has are refused with the reason, and nothing is held", async () => {
    await section.getByRole("button", { name: "Add an area code" }).click();
    await section.getByLabel("Area code", { exact: true }).last().fill("212");
    await section.getByLabel("Numbers", { exact: true }).first().fill("3");
    await section.getByRole("button", { name: "Reserve 4 numbers" }).click();
    await section.getByText("Area code 212 has none left, not 1.").waitFor();
    await screenshot(admin, "numbers-refused");
    await section.getByRole("button", { name: "Remove area code 212" }).click();
  });
  await check("with the keyboard alone four are reserved, and the end of the reservation is shown", async () => {
    await section.getByLabel("Numbers", { exact: true }).fill("4");
    await admin.keyboard.press("Enter");
    await section.getByText("All are reserved.").waitFor();
    await section.getByText(/^Reserved until /).waitFor();
    await section.getByText(`Area code ${AREA_CODE}: 4 numbers`).waitFor();
    await section.getByText("1 free, 4 reserved, 0 in use, 0 resting").waitFor();
    await screenshot(admin, "numbers-reserved");
    const desk = admin.viewportSize() ?? { width: 1280, height: 900 };
    await admin.setViewportSize({ width: 390, height: 844 });
    await screenshot(admin, "numbers-reserved-phone");
    await admin.setViewportSize(desk);
  });
  await check("after the start the page shows the numbers in their Messaging Service", async () => {
    await admin.getByRole("button", { name: "Start campaign…" }).click();
    await admin.getByRole("button", { name: "Start now" }).click();
    await section.getByText("4 numbers in 1 Messaging Service.").waitFor();
    await screenshot(admin, "numbers-ready");
  });
  await check("a texter texts from them, on a phone", async () => {
    await texter.goto(`/join/${joinToken}`);
    await texter.getByRole("button", { name: "Join this campaign" }).tap();
    const card = texter.locator(".card").filter({ hasText: TITLE });
    await card.getByRole("button", { name: "Get contacts" }).tap();
    await card.getByRole("link", { name: "Send first texts" }).tap();
    await texter.locator(".person-card h2").waitFor();
    await readFirstText();
    await texter.keyboard.press("Enter");
    const api = await signedIn(installation.origin);
    await until("the text", async () => {
      const { campaign } = need("Reading", await api.get<Detail>(`/api/admin/campaigns/${campaignId}`));
      return campaign.numbers.sent === 1 || `${campaign.numbers.sent} sent`;
    });
    await screenshot(texter, "numbers-texter");
  });
  await check("after the archive they rest in the inventory", async () => {
    const api = await signedIn(installation.origin);
    const path = `/api/admin/campaigns/${campaignId}`;
    need("Closing", await api.post(`${path}/status`, { status: "CLOSED", openSeen: true }));
    need("Archiving", await api.post(`${path}/archive`, { archiveId: randomUUID(), openSeen: true }));
    await section.getByText(/Its 4 numbers went back to the inventory/).waitFor();
    await screenshot(admin, "numbers-returned");
  });
}

/** The operator buys numbers for the pool. */
async function stockThePool({ installation }: Stage, count: number): Promise<void> {
  const operator = createApiClient(installation.origin);
  const headers = { authorization: `Bearer ${installation.secrets.SETUP_TOKEN}`, "content-type": "application/json" };
  const job = JSON.stringify({ jobId: randomUUID(), search: { areaCode: AREA_CODE }, count });
  need("Buying", await operator.post("/api/setup/numbers/shared/buy", job, headers));
}

async function signedIn(origin: string) {
  const api = createApiClient(origin);
  const { email, password } = DEMO_ADMIN;
  need("Signing in", await api.post("/api/auth/sign-in", { email, password }));
  return api;
}

async function draftOverApi(origin: string): Promise<CampaignDetail> {
  const api = await signedIn(origin);
  const draft = { ...demoDraft(Date.now()), title: TITLE, allowTestNumbers: true };
  const { campaign: made } = need("Making", await api.post<Detail>("/api/admin/campaigns", draft));
  const { campaignId } = made;
  const path = `/api/admin/campaigns/${campaignId}`;
  const rows = Array.from({ length: CONTACTS }, (_, i) => `Uma${i},Lee,+1${AREA_CODE}55501${60 + i},Town Hall`);
  const csv = ["first,last,cell,polling_place", ...rows].join("\n");
  need("Uploading", await api.post(`${path}/contacts?mode=add`, csv, { "content-type": "text/csv" }));
  await until("the import", async () => {
    const { campaign } = need("Reading", await api.get<Detail>(path));
    return campaign.import?.state === "done" || (campaign.import?.state ?? "not begun");
  });
  return made;
}
