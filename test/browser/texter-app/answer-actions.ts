/** A part of the story: answers that do something besides, on a phone with and without a network. */
import type { Page } from "playwright-core";
import type { CarrierSeen } from "../carrier.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";
import { deskOnServer, joinTeam, storyCell, TITLE } from "./campaign.ts";
import { checkAccess, checkFits } from "./screens.ts";

export async function useAnswerActions(
  stage: Stage,
  { texter, carrier, joinToken }: { texter: Page; carrier: CarrierSeen; joinToken: string },
): Promise<void> {
  const { check, screenshot } = stage;
  const list = `/text/${(await deskOnServer(stage)).campaign.campaignId}/replies`;
  const open = async (name: "Gil" | "Cy", words: string) => {
    await carrier.say(storyCell(name), words);
    await texter.goto(list);
    await texter.getByRole("link", { name: new RegExp(`^${name} O'Neil`) }).tap();
    await texter.getByRole("log").getByText(words).waitFor();
  };

  const member = await stage.openPage("member", { viewport: { width: 1280, height: 800 } });
  await check("a member of the team has the app open", async () => {
    await joinTeam(stage, member, joinToken);
    await member.getByRole("heading", { name: TITLE }).waitFor();
    if ((await member.title()).startsWith("(")) throw new Error(await member.title());
  });
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
  await check("it is on the member's screen and in the title at once, and new for them when they get it", async () => {
    await member.getByText(/1 conversation waits for your team/).waitFor();
    await until("the title", async () => (await member.title()).startsWith("(1) ") || (await member.title()));
    await checkAccess(member, "a conversation for the team");
    await screenshot(member, "for-the-team");
    await member.getByRole("button", { name: "Get contacts" }).click();
    await member.getByText("1 conversation from another texter").waitFor();
    await member.getByText(/waits for your team/).waitFor({ state: "hidden" });
    await screenshot(member, "new-for-you-home");
    await member.getByRole("link", { name: "Answer replies" }).click();
    const link = member.getByRole("link", { name: /^Cy O'Neil.*New for you/ });
    await link.waitFor();
    await checkAccess(member, "a conversation that is new");
    await screenshot(member, "new-for-you-list");
    await link.click();
    await member.getByRole("log").getByText("This conversation was given to you.").waitFor();
    await member.getByRole("log").getByText("Another texter", { exact: true }).first().waitFor();
    await member.getByText("New for you").waitFor({ state: "hidden" });
    await checkAccess(member, "a conversation that was given");
    await screenshot(member, "given-to-you");
    await member.getByLabel(/^Your reply to Cy/).fill("The county paid for it.");
    await member.keyboard.press("Control+Enter");
    await member.getByRole("log").getByText("This conversation was given to you.").waitFor({ state: "hidden" });
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
