/** A part of the story: answers that do something besides, on a phone with and without a network. */
import type { Page } from "playwright-core";
import type { CarrierSeen } from "../carrier.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";
import { deskOnServer, storyCell } from "./campaign.ts";
import { checkAccess, checkFits } from "./screens.ts";

export async function useAnswerActions(
  stage: Stage,
  { texter, carrier }: { texter: Page; carrier: CarrierSeen },
): Promise<void> {
  const { check, screenshot } = stage;
  const list = `/text/${(await deskOnServer(stage)).campaign.campaignId}/replies`;
  const open = async (name: "Gil" | "Cy", words: string) => {
    await carrier.say(storyCell(name), words);
    await texter.goto(list);
    await texter.getByRole("link", { name: new RegExp(`^${name} O'Neil`) }).tap();
    await texter.getByRole("log").getByText(words).waitFor();
  };

  await check("a conversation that is given to a team leaves the list", async () => {
    await open("Cy", "Who paid for the new road?");
    const answer = texter.getByRole("button", { name: "Hard question Also gives it to the team “Drivers”" });
    await answer.scrollIntoViewIfNeeded();
    await screenshot(texter, "answer-to-a-team");
    await answer.tap();
    await until("the conversation's leaving", async () => {
      return (await deskOnServer(stage)).contact("Cy") === undefined || "still there";
    });
    await texter.getByRole("heading", { name: /^Cy/ }).waitFor({ state: "hidden" });
    await screenshot(texter, "given-away");
  });

  await check("a wrong number says what it does, asks once, and goes out when the network is back", async () => {
    await open("Gil", "You must mean somebody else");
    const answer = texter.getByRole("button", { name: /Wrong number Also marks the number as wrong/ });
    await answer.scrollIntoViewIfNeeded();
    await checkAccess(texter, "answers that do something");
    await screenshot(texter, "answers-that-do");
    await texter.setViewportSize({ width: 320, height: 568 });
    await checkFits(texter, "answers that do something at 320");
    await texter.setViewportSize({ width: 390, height: 844 });
    await texter.context().setOffline(true);
    await answer.tap();
    await texter.getByRole("dialog", { name: /^Is this the wrong number for Gil/ }).waitFor();
    await checkAccess(texter, "asking once");
    await checkFits(texter, "asking once");
    await screenshot(texter, "asks-once");
    await texter.getByRole("button", { name: "Cancel" }).tap();
    if (await texter.getByText(/^Gil \S+ has opted out\.$/).isVisible()) throw new Error("it went without a word");
    await answer.tap();
    await texter.getByRole("button", { name: "Mark as wrong number" }).tap();
    await texter.getByText("Wrong number", { exact: true }).and(texter.locator(".notice strong")).waitFor();
    if (await texter.getByText(/has opted out/).isVisible()) throw new Error("a wrong number is called an opt-out");
    await screenshot(texter, "wrong-number-offline");
    await texter.context().setOffline(false);
    await until("the wrong number", async () => {
      const gil = (await deskOnServer(stage)).contact("Gil");
      return (gil?.optedOut === true && gil.answers["ask"] === "Wrong number") || JSON.stringify(gil?.answers);
    });
  });
}
