/** A part of the story: closing and archiving a campaign say who waits, and lead to where that is settled. */
import type { Page } from "playwright-core";
import { textOverApi } from "../api-campaign.ts";
import type { CarrierSeen } from "../carrier.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";

const CELLS = ["+14135550190", "+14135550191", "+14135550192"] as const;
const WAITS = /2 people wait for an answer: give them to somebody first/;

export async function closeCampaign(
  { check, screenshot, installation }: Stage,
  { admin, carrier }: { admin: Page; carrier: CarrierSeen },
): Promise<void> {
  const dialog = admin.getByRole("dialog");
  const press = (name: string) => admin.getByRole("button", { name, exact: true }).click();

  await check("closing says who waits for an answer, and leads to where they are given to somebody", async () => {
    const { campaignId, numbers } = await textOverApi(installation, {
      title: "Nearly over",
      cells: CELLS,
      email: "wim@story.example",
      beforeTexting: async () => undefined,
    });
    await until("texts", async () => (await numbers()).sent === CELLS.length || "not sent yet");
    for (const cell of CELLS.slice(0, 2)) await carrier.say(cell, "When does it open?");
    await admin.goto(`/admin/campaigns/${campaignId}`);
    await press("Close");
    await dialog.getByText(WAITS).waitFor();
    await screenshot(admin, "close-who-waits");
    const desk = admin.viewportSize() ?? { width: 1280, height: 900 };
    await admin.setViewportSize({ width: 390, height: 844 });
    await screenshot(admin, "close-who-waits-phone");
    await admin.setViewportSize(desk);
    await dialog.getByRole("link", { name: "Assignments" }).click();
    await admin.getByRole("heading", { name: "Assignments" }).waitFor();
    await admin.goto(`/admin/campaigns/${campaignId}`);
  });
  await check("it closes all the same once that was seen, and archiving says it once more", async () => {
    await press("Close");
    await dialog.getByText(WAITS).waitFor();
    await dialog.getByRole("button", { name: "Close anyway" }).click();
    await dialog.waitFor({ state: "detached" });
    await press("Archive…");
    await dialog.getByText(/2 people wait for an answer: open the campaign for replies/).waitFor();
    await screenshot(admin, "archive-who-waits");
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });
}
