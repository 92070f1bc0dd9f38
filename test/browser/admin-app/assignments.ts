/** A part of the story: an admin gives contacts out by hand, takes some back, and gives a reply to somebody else. */
import type { Locator, Page } from "playwright-core";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { createApiClient, need } from "../../../tools/demo/api-client.ts";
import { demoDraft } from "../../../tools/demo/campaign.ts";
import { DEMO_ADMIN } from "../../../tools/demo/people.ts";
import type { CarrierSeen } from "../carrier.ts";
import { readFirstText, until } from "../stage.ts";
import type { Stage } from "../stage.ts";

const TITLE = "Phone bank on Sunday";
const CELLS = Array.from({ length: 10 }, (_, i) => `+1413555016${i}`);
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** An active campaign of which admins give out the contacts, made over the API. */
async function staticCampaign(origin: string): Promise<CampaignDetail> {
  const api = createApiClient(origin);
  const { email, password } = DEMO_ADMIN;
  need("Signing in", await api.post("/api/auth/sign-in", { email, password }));
  const draft = {
    ...demoDraft(Date.now()),
    title: TITLE,
    window: { zone: "America/New_York", startHour: 0, endHour: 24, override: true },
    allowTestNumbers: true,
    policy: { ...DEFAULT_POLICY, sharing: "static" as const },
  };
  type Detail = { ok: true; campaign: CampaignDetail };
  const { campaignId } = need("Making a campaign", await api.post<Detail>("/api/admin/campaigns", draft)).campaign;
  const path = `/api/admin/campaigns/${campaignId}`;
  const rows = CELLS.map((cell, i) => `Sunny${i},Day,${cell},Town Hall`);
  const csv = ["first,last,cell,polling_place", ...rows].join("\n");
  need("Uploading", await api.post(`${path}/contacts?mode=add`, csv, { "content-type": "text/csv" }));
  await until("the import", async () => {
    const { campaign } = need("Reading", await api.get<Detail>(path));
    return campaign.import?.state === "done" || (campaign.import?.state ?? "not begun");
  });
  need("Starting", await api.post(`${path}/start`, {}));
  return need("Reading", await api.get<Detail>(path)).campaign;
}

/** `texter` has an account (Tess Okonkwo) and is signed in on a phone, `admin` at a desk; Uma comes by the join link. */
export async function giveOut(
  stage: Stage,
  { admin, texter, carrier }: { admin: Page; texter: Page; carrier: CarrierSeen },
): Promise<void> {
  const { check, screenshot, installation } = stage;
  const uma = await stage.openPage("uma", PHONE);
  const line = (name: string) => admin.getByRole("row", { name });
  const toSend = (name: string) => admin.getByLabel(`To send: ${name}`);
  const card = (page: Page) => page.getByRole("article", { name: TITLE });

  await check("the page of assignments has the join link while nobody has joined", async () => {
    const campaign = await staticCampaign(installation.origin);
    await admin.goto(`/admin/campaigns/${campaign.campaignId}`);
    await admin.getByRole("link", { name: "Assignments" }).click();
    await admin.getByRole("heading", { name: "Nobody has joined yet" }).waitFor();
    await uma.goto(await admin.getByLabel("Join link").inputValue());
    await uma.getByLabel("First name").fill("Uma");
    await uma.getByLabel("Last name").fill("Berg");
    await uma.getByLabel("E-mail").fill("uma@story.example");
    await uma.getByLabel("Password").fill("a-long-password");
    await uma.getByRole("button", { name: "Create account and join" }).tap();
    await card(uma).waitFor();
  });
  await check(
    "a texter who joins appears on it; another is added; both get exactly the numbers that were typed",
    async () => {
      await line("Uma Berg").waitFor();
      await admin.getByRole("button", { name: "Add a texter…" }).click();
      const dialog = admin.getByRole("dialog");
      await dialog.getByLabel(/Tess Okonkwo/).check();
      await dialog.getByRole("button", { name: "Save" }).click();
      await toSend("Uma Berg").fill("6");
      await toSend("Tess Okonkwo").fill("3");
      await admin.getByText("2 texters: 9 more to send").waitFor();
      await screenshot(admin, "counts-typed");
      await admin.getByRole("button", { name: "Save numbers" }).click();
      await admin.getByText(/^Saved: /).waitFor();
      await shows(line("Uma Berg"), { toSend: 6, conversations: 0 });
      await shows(line("Tess Okonkwo"), { toSend: 3, conversations: 0 });
      await tile(admin, "Not assigned", 1);
      await counts(card(uma), "To send", 6);
      await texter.goto("/");
      await counts(card(texter), "To send", 3);
    },
  );
  await check("lowering a number takes back only contacts that were not texted", async () => {
    await card(uma).getByRole("link", { name: "Send first texts" }).tap();
    for (let sent = 0; sent < 2; sent++) {
      const name = uma.locator(".person-card h2");
      const before = await name.textContent();
      await readFirstText();
      await uma.getByRole("button", { name: "Send" }).tap();
      await until("the next contact", async () => (await name.textContent()) !== before || `still ${before}`);
    }
    await shows(line("Uma Berg"), { toSend: 4, conversations: 2 });
    await toSend("Uma Berg").fill("1");
    await admin.getByRole("button", { name: "Save numbers" }).click();
    await shows(line("Uma Berg"), { toSend: 1, conversations: 2 });
    await tile(admin, "Not assigned", 4);
  });
  await check("what is left and not texted is split evenly among those chosen", async () => {
    await admin.getByRole("button", { name: "Split contacts evenly…" }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByText("8 contacts for 2 people, 4 each").waitFor();
    await screenshot(admin, "split");
    await dialog.getByRole("button", { name: "Split evenly" }).click();
    await shows(line("Uma Berg"), { toSend: 4, conversations: 2 });
    await shows(line("Tess Okonkwo"), { toSend: 4, conversations: 0 });
    await tile(admin, "Not assigned", 0);
  });
  await check("a reply that waits is given to another texter, who sees it at once", async () => {
    const texted = (await carrier.texts()).find((text) => CELLS.includes(text.to));
    if (!texted) throw new Error("nobody was texted");
    await texter.evaluate("globalThis.neverReloaded = true");
    await carrier.say(texted.to, "Is there parking?");
    await shows(line("Uma Berg"), { waiting: 1 });
    // What an admin types survives updates meanwhile.
    await toSend("Tess Okonkwo").fill("2");
    await admin.getByRole("button", { name: "Reassign Uma Berg’s contacts" }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByLabel(/Tess Okonkwo/).check();
    await screenshot(admin, "give");
    await dialog.getByRole("button", { name: "Reassign 1 contact" }).click();
    await admin.getByText("Tess Okonkwo got 1 contact.").waitFor();
    await shows(line("Uma Berg"), { conversations: 1, waiting: 0 });
    await shows(line("Tess Okonkwo"), { conversations: 1, waiting: 1 });
    if ((await toSend("Tess Okonkwo").inputValue()) !== "2") throw new Error("what was typed is gone");
    await screenshot(admin, "assignments");
    await admin.getByRole("button", { name: "Discard" }).click();
    await counts(card(texter), "Waiting for a reply", 1);
    await card(texter).getByText("1 conversation from another texter").waitFor();
    await card(texter).getByRole("link", { name: "Answer replies" }).tap();
    await texter.getByRole("link", { name: /Is there parking.*New for you/ }).waitFor();
    await screenshot(texter, "given-reply");
    if ((await texter.evaluate("globalThis.neverReloaded")) !== true) throw new Error("the page was loaded again");
  });
  await check("replies that wait too long are taken from all texters and given to those who answer", async () => {
    await admin.getByRole("button", { name: "Reassign late replies…" }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByText("No reply has been waiting that long.").waitFor();
    await dialog.getByLabel("Waiting for more than this many hours").fill("0");
    await dialog.getByText("1 reply is waiting with").waitFor();
    await dialog.getByLabel(/Uma Berg/).check();
    await screenshot(admin, "late-replies");
    await dialog.getByRole("button", { name: "Reassign", exact: true }).click();
    await admin.getByText("Uma Berg got 1 contact.").waitFor();
    await shows(line("Uma Berg"), { conversations: 2, waiting: 1 });
    await shows(line("Tess Okonkwo"), { conversations: 0, waiting: 0 });
  });
  await check("what a texter has not texted is taken back", async () => {
    await admin.getByRole("button", { name: "Take back unsent contacts from Uma Berg" }).click();
    await admin.getByRole("dialog").getByRole("button", { name: "Take back 4 contacts" }).click();
    await admin.getByText("4 contacts taken back from Uma Berg.").waitFor();
    await shows(line("Uma Berg"), { toSend: 0, conversations: 2 });
    await tile(admin, "Not assigned", 4);
  });
}

/** Waits until a texter's row has these numbers. */
async function shows(
  line: Locator,
  wanted: Partial<Record<"toSend" | "conversations" | "waiting", number>>,
): Promise<void> {
  await until("the texter's line", async () => {
    if ((await line.count()) === 0) return "no such line";
    const seen: Record<string, string> = {
      toSend: await line.getByRole("textbox").inputValue(),
      conversations: (await line.locator("[data-label=Conversations]").textContent()) ?? "",
      waiting: (await line.locator("[data-label=Waiting]").textContent()) ?? "",
    };
    const isSo = Object.entries(wanted).every(([what, number]) => Number.parseInt(seen[what] ?? "", 10) === number);
    return isSo || JSON.stringify(seen);
  });
}

async function tile(admin: Page, name: string, wanted: number): Promise<void> {
  const value = admin.locator(".tiles > div", { hasText: name }).locator(".value");
  await until(name, async () => {
    const seen = await value.textContent();
    return seen === String(wanted) || `${seen}, not ${wanted}`;
  });
}

/** Waits for a number on the texter's card of the campaign. */
async function counts(card: Locator, name: string, wanted: number): Promise<void> {
  const value = card.locator(".counts > div", { hasText: name }).locator("dd");
  await card.waitFor();
  await until(`${name} of the texter`, async () => {
    const seen = await value.textContent();
    return seen === String(wanted) || `${seen}, not ${wanted}`;
  });
}
