/** A part of the story: contacts are texted by their own clocks; the admin sees and overrides the hours. */
import type { Page } from "playwright-core";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { createApiClient, need } from "../../../tools/demo/api-client.ts";
import { demoDraft } from "../../../tools/demo/campaign.ts";
import { DEMO_ADMIN } from "../../../tools/demo/people.ts";
import { readFirstText, until } from "../stage.ts";
import type { Stage } from "../stage.ts";

const TITLE = "Coast to coast";
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** Places without daylight saving time, far apart: zip code, zone, a real area code. */
const PLACES = [
  { zip: "96813", zone: "Pacific/Honolulu", area: "808" },
  { zip: "00901", zone: "America/Puerto_Rico", area: "787" },
  { zip: "85004", zone: "America/Phoenix", area: "602" },
] as const;

function localHour(zone: string, atMs: number): number {
  return Number(
    new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" }).format(atMs).slice(0, 2),
  );
}

/** Two hours that are open in one place and closed in the next, whenever the story is played. */
function hoursNow(nowMs: number) {
  const awake = PLACES.find(({ zone }) => localHour(zone, nowMs) <= 21) ?? PLACES[0];
  const asleep = PLACES.find((each) => each !== awake) ?? PLACES[1];
  const startHour = localHour(awake.zone, nowMs);
  return { awake, asleep, window: { zone: awake.zone, startHour, endHour: startHour + 2, override: true } };
}

/** `admin` is signed in at a desk. */
export async function textByHours(stage: Stage, { admin }: { admin: Page }): Promise<void> {
  const { check, screenshot, installation } = stage;
  const { awake, asleep, window } = hoursNow(Date.now());
  const api = createApiClient(installation.origin);
  const { email, password } = DEMO_ADMIN;
  type Detail = { ok: true; campaign: CampaignDetail };
  let path = "";

  await check("an admin sees whose hours a campaign keeps, and who let it go beyond the organization's", async () => {
    need("Signing in", await api.post("/api/auth/sign-in", { email, password }));
    const policy = { ...DEFAULT_POLICY, sharing: "static" as const };
    const draft = { ...demoDraft(Date.now()), title: TITLE, window, allowTestNumbers: true, policy };
    const { campaignId } = need("Making a campaign", await api.post<Detail>("/api/admin/campaigns", draft)).campaign;
    path = `/api/admin/campaigns/${campaignId}`;
    await admin.goto(`/admin/campaigns/${campaignId}`);
    await admin.getByRole("group", { name: "Texting hours" }).scrollIntoViewIfNeeded();
    await admin.getByText(/The organization texts from 9:00 AM to 9:00 PM/).waitFor();
    await admin.getByText(/Checked by/).waitFor();
    await screenshot(admin, "hours-overridden");
    await admin.goto("/admin/settings");
    await admin.getByRole("heading", { name: "Texting hours" }).scrollIntoViewIfNeeded();
    await screenshot(admin, "hours-of-the-organization");
  });

  await check("a texter texts those whose hours are on, and reads from when the others may be texted", async () => {
    const rows = Array.from({ length: 5 }, (_, i) => {
      const { area, zip } = i < 2 ? awake : asleep;
      return `Dawn${i},Day,+1${area}555017${i},Town Hall,${zip}`;
    });
    const csv = ["first,last,cell,polling_place,zip", ...rows].join("\n");
    need("Uploading", await api.post(`${path}/contacts?mode=add`, csv, { "content-type": "text/csv" }));
    await until("the import", async () => {
      const { campaign } = need("Reading", await api.get<Detail>(path));
      return campaign.import?.state === "done" || (campaign.import?.state ?? "not begun");
    });
    need("Starting", await api.post(`${path}/start`, {}));
    await admin.goto(`/admin/campaigns/${path.split("/").at(-1)}`);
    await admin.getByRole("link", { name: "Assignments" }).click();
    const vera = await stage.openPage("vera", PHONE);
    await vera.goto(await admin.getByLabel("Join link").inputValue());
    await vera.getByLabel("First name").fill("Vera");
    await vera.getByLabel("Last name").fill("Ito");
    await vera.getByLabel("E-mail").fill("vera@story.example");
    await vera.getByLabel("Password").fill("a-long-password");
    await vera.getByRole("button", { name: "Create account and join" }).tap();
    const card = vera.getByRole("article", { name: TITLE });
    await card.waitFor();
    type People = { ok: true; people: { personId: string; email: string }[] };
    const { people } = need("Reading people", await api.get<People>("/api/admin/people"));
    const personId = people.find((each) => each.email === "vera@story.example")?.personId ?? "";
    need("Giving out", await api.post(`${path}/assignments/split`, { personIds: [personId] }));
    await until("the contacts", async () => {
      await vera.goto("/");
      const link = card.getByRole("link", { name: "Send first texts" });
      return (await link.waitFor({ timeout: 2_000 }).catch(() => null)) === undefined || "not there yet";
    });
    await vera.getByText(/2 can be texted now · 3 from/).waitFor();
    await screenshot(vera, "hours-card");
    await card.getByRole("link", { name: "Send first texts" }).tap();
    await vera.getByRole("heading", { name: /Dawn[01] Day/ }).waitFor();
    await screenshot(vera, "hours-first-texts");
    for (let sent = 0; sent < 2; sent += 1) {
      await readFirstText();
      await vera.getByRole("button", { name: "Send", exact: true }).tap();
    }
    await vera.getByText(/It is too early or too late to text where your contacts live/).waitFor();
    await vera.getByText(/0 can be texted now · 3 from/).waitFor();
    await screenshot(vera, "hours-others-sleep");
  });
}
