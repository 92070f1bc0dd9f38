/** A part of the story: three texts need a decision; an admin compares both sides and decides. */
import type { Page } from "playwright-core";
import { textOverApi } from "../api-campaign.ts";
import type { CarrierSeen } from "../carrier.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";

const TITLE = "Nobody knows";
const [HAS, HAS_NOT, DROPPED] = ["+14135550170", "+14135550171", "+14135550172"] as const;

/** An active campaign whose three first texts met a carrier that lost its answers; made over the API. */
async function unknownTexts(installation: Stage["installation"]): Promise<string> {
  const faults = [
    { kind: "accept-then-500", to: HAS },
    { kind: "drop-callbacks", to: HAS },
    { kind: "500", to: HAS_NOT, count: 1 },
    { kind: "500", to: DROPPED },
  ];
  const { campaignId, numbers } = await textOverApi(installation, {
    title: TITLE,
    cells: [HAS, HAS_NOT, DROPPED],
    email: "vic@story.example",
    beforeTexting: async () => {
      for (const fault of faults) {
        const body = JSON.stringify(fault);
        await fetch(`${installation.carrierOrigin}/control/faults`, { method: "POST", body });
      }
    },
  });
  await until("texts of unknown outcome", async () => {
    const { undecided } = await numbers();
    return undecided === 3 || `${undecided} are undecided`;
  });
  return campaignId;
}

export async function decideTexts(
  stage: Stage,
  { admin, carrier }: { admin: Page; carrier: CarrierSeen },
): Promise<void> {
  const { check, screenshot, installation } = stage;
  const card = (cell: string) => admin.getByRole("listitem", { name: `Text to ${cell}` });
  const textsTo = async (cell: string) => (await carrier.texts()).filter((text) => text.to === cell).length;

  await check("texts of which nobody knows whether they went out are listed with both sides", async () => {
    await unknownTexts(installation);
    await admin.goto("/admin/undecided");
    await admin.getByRole("heading", { name: new RegExp(TITLE) }).waitFor();
    await card(HAS).getByText("Same words").waitFor();
    await card(HAS_NOT).getByText("The carrier lists no text to this number around that time.").waitFor();
    await card(DROPPED).getByText("The carrier answered 500.").waitFor();
    await admin.getByRole("navigation", { name: "Administration" }).getByText("3 to decide").waitFor();
    await screenshot(admin, "undecided");
    await admin.setViewportSize({ width: 390, height: 844 });
    await screenshot(admin, "undecided-phone");
    await admin.setViewportSize({ width: 1280, height: 900 });
  });
  await check("one that the carrier has is not sent again: it went out", async () => {
    await card(HAS).getByRole("button", { name: "send again" }).click();
    await card(HAS).getByText("would text this person twice").waitFor();
    await card(HAS).getByRole("button", { name: "It was sent" }).click();
    await card(HAS).getByText("Marked as sent, with the carrier's details.").waitFor();
    if ((await textsTo(HAS)) !== 1) throw new Error(`${await textsTo(HAS)} texts`);
  });
  await check("one that it does not have is sent again, and another one dropped", async () => {
    await card(HAS_NOT).getByRole("button", { name: "send again" }).click();
    await card(HAS_NOT).getByText("Sending it again.").waitFor();
    await card(DROPPED).getByRole("button", { name: "drop" }).click();
    await card(DROPPED).getByText("Dropped. It will not be sent.").waitFor();
    await screenshot(admin, "decided");
    await until("the text at the carrier", async () => {
      const sent = await Promise.all([HAS, HAS_NOT, DROPPED].map(textsTo));
      return sent.join() === "1,1,0" || sent.join();
    });
    await admin.reload();
    await admin.getByRole("heading", { name: "Nothing to decide" }).waitFor();
  });
}
