/** A part of the story: three texts need a decision; an admin compares both sides and decides. */
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import type { CampaignDetail } from "../../domain/campaigns/campaign.ts";
import type { TexterAnswers } from "../../domain/texter-app/texter.ts";
import { createApiClient, need } from "../../tools/demo/api-client.ts";
import { demoDraft } from "../../tools/demo/campaign.ts";
import { DEMO_ADMIN } from "../../tools/demo/people.ts";
import type { Carrier } from "./carrier.ts";
import { until } from "./stage.ts";
import type { Stage } from "./stage.ts";

const TITLE = "Nobody knows";
const [HAS, HAS_NOT, DROPPED] = ["+14135550170", "+14135550171", "+14135550172"] as const;
type Detail = { ok: true; campaign: CampaignDetail };

/** An active campaign whose three first texts met a carrier that lost its answers; made over the API. */
async function unknownTexts({ origin, carrierOrigin }: Stage["installation"]): Promise<string> {
  const admin = createApiClient(origin);
  const { email, password } = DEMO_ADMIN;
  need("Signing in", await admin.post("/api/auth/sign-in", { email, password }));
  const draft = {
    ...demoDraft(Date.now()),
    title: TITLE,
    window: { zone: "America/New_York", startHour: 0, endHour: 24, override: true },
    allowTestNumbers: true,
  };
  const made = need("Making a campaign", await admin.post<Detail>("/api/admin/campaigns", draft)).campaign;
  const { campaignId, joinToken } = made;
  const path = `/api/admin/campaigns/${campaignId}`;
  const rows = [HAS, HAS_NOT, DROPPED].map((cell, i) => `Una${i},Known,${cell},Town Hall`);
  const csv = ["first,last,cell,polling_place", ...rows].join("\n");
  need("Uploading", await admin.post(`${path}/contacts?mode=add`, csv, { "content-type": "text/csv" }));
  await until("the import", async () => {
    const { campaign } = need("Reading", await admin.get<Detail>(path));
    return campaign.import?.state === "done" || (campaign.import?.state ?? "not begun");
  });
  need("Starting", await admin.post(`${path}/start`, {}));
  const faults = [
    { kind: "accept-then-500", to: HAS },
    { kind: "drop-callbacks", to: HAS },
    { kind: "500", to: HAS_NOT, count: 1 },
    { kind: "500", to: DROPPED },
  ];
  for (const fault of faults) {
    await fetch(`${carrierOrigin}/control/faults`, { method: "POST", body: JSON.stringify(fault) });
  }
  const texter = createApiClient(origin);
  const person = { email: "vic@story.example", password: "a-long-password", firstName: "Vic", lastName: "Ode" };
  need("Joining", await texter.post("/api/auth/sign-up", { ...person, joinToken }));
  need("Joining", await texter.post("/api/texter/join", { token: joinToken }));
  need("Taking", await texter.post("/api/texter/take", { campaignId, requestId: randomUUID(), count: 3 }));
  const next = { campaignId, count: 3, have: [] };
  const { items } = need("Reading", await texter.post<TexterAnswers["next"]>("/api/texter/next", next));
  for (const { contactId, firstText } of items) {
    const body = firstText?.ok ? firstText.text : "";
    const text = { contactId, messageId: randomUUID(), body, initial: true, lastSeenId: null };
    need("Sending", await texter.post("/api/texter/send", text));
  }
  await until("texts of unknown outcome", async () => {
    const { numbers } = need("Reading", await admin.get<Detail>(path)).campaign;
    return numbers.undecided === 3 || `${numbers.undecided} are undecided`;
  });
  return campaignId;
}

export async function decideTexts(stage: Stage, { admin, carrier }: { admin: Page; carrier: Carrier }): Promise<void> {
  const { check, screenshot, installation } = stage;
  const card = (cell: string) => admin.getByRole("listitem", { name: `Text to ${cell}` });
  const textsTo = async (cell: string) => (await carrier.texts()).filter((text) => text.to === cell).length;

  await check("texts of which nobody knows whether they went out are listed with both sides", async () => {
    await unknownTexts(installation);
    await admin.goto("/admin/undecided");
    await admin.getByRole("heading", { name: new RegExp(TITLE) }).waitFor();
    await card(HAS).getByText("Same words").waitFor();
    await card(HAS_NOT).getByText("No text to this number around that time.").waitFor();
    await card(DROPPED).getByText("The carrier answered 500.").waitFor();
    await admin.getByRole("navigation", { name: "Administration" }).getByLabel("3 to decide").waitFor();
    await screenshot(admin, "undecided");
    await admin.setViewportSize({ width: 390, height: 844 });
    await screenshot(admin, "undecided-phone");
    await admin.setViewportSize({ width: 1280, height: 900 });
  });
  await check("one that the carrier has is not sent again: it went out", async () => {
    await card(HAS).getByRole("button", { name: "send again" }).click();
    await card(HAS).getByText("it would arrive twice").waitFor();
    await card(HAS).getByRole("button", { name: "It went out" }).click();
    await card(HAS).getByText("It went out, as the carrier's text says.").waitFor();
    if ((await textsTo(HAS)) !== 1) throw new Error(`${await textsTo(HAS)} texts`);
  });
  await check("one that it does not have is sent again, and another one dropped", async () => {
    await card(HAS_NOT).getByRole("button", { name: "send again" }).click();
    await card(HAS_NOT).getByText("It is being sent again.").waitFor();
    await card(DROPPED).getByRole("button", { name: "drop" }).click();
    await card(DROPPED).getByText("It is not sent.").waitFor();
    await screenshot(admin, "decided");
    await until("the text at the carrier", async () => {
      const sent = await Promise.all([HAS, HAS_NOT, DROPPED].map(textsTo));
      return sent.join() === "1,1,0" || sent.join();
    });
    await admin.reload();
    await admin.getByRole("heading", { name: "Nothing to decide" }).waitFor();
  });
}
