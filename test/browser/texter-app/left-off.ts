/** A part of the story: labels that could not be put on are named to the texter, and their text is not lost. */
import type { Page } from "playwright-core";
import type { CarrierSeen } from "../carrier.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";
import { deleteLabel, deskOnServer, SPANISH_LABEL, storyCell } from "./campaign.ts";
import { checkAccess, checkFits } from "./screens.ts";

const HOURS = "Town Hall is open from 7 in the morning to 8 in the evening. If you are in line by 8, you can vote.";
const TEXTED = new RegExp(`^Sent to Cy .* without the label “${SPANISH_LABEL}”$`);
const TAPPED = new RegExp(`^The label “${SPANISH_LABEL}” was not put on for Cy `);

/** Begins and ends in Ann's conversation; Cy waits before and afterwards. */
export async function loseLabels(
  stage: Stage,
  { texter, carrier }: { texter: Page; carrier: CarrierSeen },
): Promise<void> {
  const { check, screenshot } = stage;
  const toCy = texter.getByRole("link", { name: /^Cy O'Neil/ });
  const log = texter.getByRole("log");

  await check("a label that an admin deletes while the texter is offline is left off; the text goes", async () => {
    await texter.getByRole("link", { name: "Back to the list" }).tap();
    await toCy.tap();
    await log.getByText("This is Cy").waitFor();
    await texter.context().setOffline(true);
    await texter.getByRole("button", { name: "Labels", exact: true }).tap();
    await texter.getByRole("dialog").getByRole("button", { name: SPANISH_LABEL }).tap();
    await texter.getByRole("button", { name: "Close Labels" }).tap();
    await texter.getByRole("button", { name: "Canned responses" }).tap();
    await texter.getByRole("button", { name: /^Opening hours/ }).tap();
    await texter.getByRole("button", { name: "Send" }).tap();
    // The longest waiting comes by itself.
    await texter.getByRole("heading", { name: /^Ann/ }).waitFor();
    await deleteLabel(stage, SPANISH_LABEL);
    await texter.context().setOffline(false);
    await until("the text", async () => {
      const last = (await deskOnServer(stage)).contact("Cy")?.messages.at(-1)?.body;
      return last === HOURS || `the last one is ${last}`;
    });
  });
  await check(
    "the list says which, for whom and why, and so does the conversation, until it is dismissed",
    async () => {
      await texter.getByRole("link", { name: "Back to the list" }).tap();
      await texter.getByText(TEXTED).waitFor();
      await texter.getByText(TAPPED).waitFor();
      await texter.getByText("An admin has deleted this label.").first().waitFor();
      await checkAccess(texter, "labels that were left off, in the list");
      await screenshot(texter, "left-off-list");
      await texter.reload();
      await texter.getByRole("link", { name: "Open conversation" }).first().tap();
      await log.getByText(HOURS).waitFor();
      await texter.getByText(TEXTED).waitFor();
      await texter.getByText("Your text itself is not affected.").waitFor();
      await texter.setViewportSize({ width: 320, height: 568 });
      await checkFits(texter, "labels that were left off at 320");
      await texter.setViewportSize({ width: 390, height: 844 });
      await checkAccess(texter, "labels that were left off");
      await screenshot(texter, "left-off");
      for (let left = 2; left > 0; left--) await texter.getByRole("button", { name: "Dismiss" }).first().tap();
      await texter.getByText(TEXTED).waitFor({ state: "hidden" });
      await carrier.say(storyCell("Cy"), "Thanks");
      await log.getByText("Thanks").waitFor();
      await texter.getByRole("link", { name: "Back to the list" }).tap();
      await texter.getByRole("link", { name: /^Waiting/ }).tap();
      await texter.getByRole("link", { name: /^Ann O'Neil/ }).tap();
      await log.getByText("This is Ann").waitFor();
    },
  );
}
