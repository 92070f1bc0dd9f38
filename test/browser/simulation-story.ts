/**
 * `npm run test:simulation`: an installation that is a simulation and has no carrier, in a real browser. A text goes out to the
 * override phone with its tag, and what the phone answers with that tag appears in its contact's conversation.
 */
import type { Page } from "playwright-core";
import type { CampaignDetail } from "../../domain/campaigns/campaign.ts";
import { createApiClient, need } from "../../tools/demo/api-client.ts";
import { demoDraft } from "../../tools/demo/campaign.ts";
import { DEMO_ADMIN } from "../../tools/demo/people.ts";
import { textFromOwnNumbers } from "./own-numbers.ts";
import { carrierOf } from "./carrier.ts";
import { play, readFirstText, until } from "./stage.ts";
import type { Stage } from "./stage.ts";

const DESK = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const OVERRIDE_PHONE = "+16175550199";
const ANN = "+14135550181";
const BEN = "+14135550182";
const CSV = `first,last,cell,polling_place\r\nAnn,Lee,${ANN},Town Hall\r\nBen,Ray,${BEN},Town Hall\r\n`;

process.exit(await play(story, { hasCarrier: false, shots: "simulation" }));

async function story(stage: Stage): Promise<void> {
  const { check, screenshot, installation } = stage;
  const joinToken = await startedCampaign(installation.origin);
  const admin = await stage.openPage("admin", DESK);
  const texter = await stage.openPage("texter", PHONE);

  await check("the admin names an override phone, on an installation without a carrier", async () => {
    await admin.goto("/admin/settings");
    await admin.getByLabel("E-mail").fill(DEMO_ADMIN.email);
    await admin.getByLabel("Password").fill(DEMO_ADMIN.password);
    await admin.getByRole("button", { name: "Sign in" }).click();
    const form = admin.getByRole("form", { name: "Simulation" });
    await form.getByText("This installation has no carrier").waitFor();
    await form.getByLabel("Override phone").fill(OVERRIDE_PHONE);
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("Saved.").waitFor();
    await screenshot(admin, "settings");
    await form.getByRole("link", { name: "Read and answer texts" }).click();
    await admin.getByText("No text yet").waitFor();
  });

  await check("a texter sends two first texts", async () => {
    await texter.goto(`/join/${joinToken}`);
    await texter.getByLabel("First name").fill("Tess");
    await texter.getByLabel("Last name").fill("Okonkwo");
    await texter.getByLabel("E-mail").fill("tess@story.example");
    await texter.getByLabel("Password").fill("a-long-password");
    await texter.getByRole("button", { name: "Create account and join" }).tap();
    await texter.getByRole("button", { name: "Get contacts" }).tap();
    await texter.getByRole("link", { name: "Send first texts" }).tap();
    await texter.locator(".person-card h2").waitFor();
    await readFirstText();
    await texter.keyboard.press("Enter");
    await until("the second contact", async () => {
      const name = await texter.locator(".person-card h2").textContent();
      return name?.includes("Ben") === true || `still ${name}`;
    });
    await readFirstText();
    await texter.keyboard.press("Enter");
    await texter.getByRole("heading", { name: "All first texts are sent" }).waitFor();
  });

  const line = (words: string) => admin.getByRole("listitem").filter({ hasText: words }).first();
  await check("the override phone has both, each with its contact's number in front", async () => {
    for (const [cell, name] of [
      [ANN, "Ann"],
      [BEN, "Ben"],
    ] as const) {
      await line(`[${cell}]`).getByText(`[${cell}] `).and(admin.getByText(name)).waitFor();
    }
    await screenshot(admin, "override-phone");
  });

  await check("a tagged reply appears in its contact's conversation, by itself", async () => {
    await texter.getByRole("link", { name: "Conversations", exact: true }).tap();
    await texter.getByRole("heading", { name: "Nobody is waiting for you" }).waitFor();
    await line(`[${ANN}]`).getByRole("button", { name: "Answer" }).click();
    const composer = admin.getByLabel("Text from this phone");
    if ((await composer.inputValue()) !== `[${ANN}] `) throw new Error(await composer.inputValue());
    await composer.fill(`Sure! [ +1 413 555 0181 ] Where do I go?`);
    await admin.getByRole("button", { name: "Send" }).click();
    await line("Where do I go?").getByText("Counts as a text from Ann Lee").waitFor();
    await texter.getByRole("link", { name: /Ann Lee.*Sure! Where do I go\?/ }).tap();
    await texter.getByRole("log").getByText("Sure! Where do I go?").waitFor();
    await texter.getByRole("log").getByText("Delivered").waitFor();
    await screenshot(admin, "answered");
    await screenshot(texter, "conversation");
  });

  await check("the answer to it comes to the override phone as well", async () => {
    await texter.getByLabel("Your reply to Ann Lee").fill("To the Town Hall, until eight.");
    await texter.getByRole("button", { name: "Send" }).tap();
    await line(`[${ANN}] To the Town Hall, until eight.`).waitFor();
  });

  await check("STOP with a tag opts out its contact, and nobody else", async () => {
    await says(admin, `stop [${BEN}]`);
    await line("stop [").getByText("Counts as a text from Ben Ray").waitFor();
    await texter.getByRole("link", { name: "Back to the list" }).tap();
    await texter.getByRole("link", { name: "Closed" }).tap();
    await texter.getByRole("link", { name: /Ben Ray/ }).tap();
    await texter.getByText("Ben Ray has opted out.").waitFor();
    await says(admin, "And who are you?");
    await line("And who are you?")
      .getByText(/No number in brackets: counts as a text from Ann Lee.*texted last/)
      .waitFor();
    await texter.getByRole("link", { name: "Back to the list" }).tap();
    await texter.getByRole("link", { name: "Waiting" }).tap();
    await texter.getByRole("link", { name: /Ann Lee.*And who are you\?/ }).waitFor();
    await screenshot(admin, "override-phone-thread");
  });

  await check("a tag that nobody has says so, and its text is kept", async () => {
    await says(admin, "[+14135550189] Hello?");
    await line("Hello?")
      .getByText(/No contact has/)
      .waitFor();
    await admin.getByRole("link", { name: "Unmatched texts" }).click();
    await admin.getByText("Hello?", { exact: true }).waitFor();
    await screenshot(admin, "unmatched");
  });

  await textFromOwnNumbers(stage, { admin, texter });

  await check("nothing of it has reached a carrier", async () => {
    const texts = await carrierOf(installation).texts();
    if (texts.length > 0) throw new Error(JSON.stringify(texts));
  });
}

async function says(admin: Page, words: string): Promise<void> {
  await admin.getByLabel("Text from this phone").fill(words);
  await admin.getByRole("button", { name: "Send" }).click();
}

/** Over the API, because making one is another story. It needs no Messaging Service. */
async function startedCampaign(origin: string): Promise<string> {
  const api = createApiClient(origin);
  const { email, password } = DEMO_ADMIN;
  need("Signing in", await api.post("/api/auth/sign-in", { email, password }));
  type Detail = { ok: true; campaign: CampaignDetail };
  const made = need("Making a campaign", await api.post<Detail>("/api/admin/campaigns", demoDraft(Date.now())));
  const path = `/api/admin/campaigns/${made.campaign.campaignId}`;
  need("Uploading", await api.post(`${path}/contacts?mode=add`, CSV, { "content-type": "text/csv" }));
  await until("the import", async () => {
    const { campaign } = need("Reading the campaign", await api.get<Detail>(path));
    return campaign.import?.state === "done" || `${campaign.import?.state}`;
  });
  need("Starting", await api.post(`${path}/start`, {}));
  return made.campaign.joinToken;
}
