/** A part of the story: an admin turns a CSV and a script into a running campaign. */
import type { Page } from "playwright-core";
import type { Stage } from "./stage.ts";
import { nameTheCampaign, refuseBrokenFile, saveSections, tellAnswersApart } from "./admin-app/forms.ts";
import { goToProblems } from "./admin-app/navigation.ts";

type Contact = { name: string; cell: string };

/** Two of its rows cannot be texted: a repeated cell, and letters instead of a number. */
const csvOf = (contacts: readonly Contact[]): string =>
  [
    "First name,Last name,Mobile,town",
    ...contacts.map(({ name, cell }, i) => `${name},O'Neil,${cell},${i % 2 ? "Hadley" : '"Amherst, MA"'}`),
    `Twin,Again,${contacts[0]?.cell},Hadley`,
    "Nobody,Here,call me,Hadley",
  ].join("\r\n");

const FIRST_TEXT =
  "Hi {firstName|there}, it's {texterFirstName} with Riverton Votes. Will you vote in {town}? STOP to opt out";

/** From an empty draft to a running campaign; returns the join link. */
export async function startCampaign(stage: Stage, admin: Page, contacts: readonly Contact[]): Promise<string> {
  const { check, screenshot } = stage;
  await nameTheCampaign(stage, { admin });
  await check("the admin makes a campaign for fictional numbers, open at every hour", async () => {
    await admin.getByRole("link", { name: "New campaign" }).click();
    await admin.getByLabel("Title").fill("Get out the vote");
    await admin.getByLabel("Description").fill("Who will vote?");
    await admin.getByLabel("Due date").fill(new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10));
    await admin.getByRole("button", { name: "Create draft" }).click();
    await admin.getByLabel("From", { exact: true }).selectOption("0");
    await admin.getByLabel("Until").selectOption("24");
    await admin.getByLabel("Use these hours instead of the organization's").check();
    await admin.getByLabel("Use these hours instead of the organization's").check();
    await admin.getByText("More settings").click();
    await admin.getByLabel("Accept fictional 555 numbers").check();
  });
  await saveSections(stage, { admin });
  await refuseBrokenFile(stage, { admin });
  await check("a CSV is previewed with its problems by line, and uploaded", async () => {
    const file = { name: "voters.csv", mimeType: "text/csv", buffer: Buffer.from(csvOf(contacts)) };
    await admin.getByLabel("CSV file with contacts").setInputFiles(file);
    await admin.getByText(`${contacts.length} of ${contacts.length + 2} rows can be texted`).waitFor();
    await admin.getByText("Line 15").waitFor();
    await screenshot(admin, "preview");
    await admin.getByRole("button", { name: `Upload ${contacts.length} contacts` }).click();
    await admin.getByText("Import finished:").waitFor();
  });
  await check("a start without a script is refused with the reason", async () => {
    await admin.getByRole("button", { name: "Start campaign…" }).click();
    await admin.getByRole("heading", { name: "Not ready to start" }).waitFor();
    await admin.getByRole("button", { name: "Back to the draft" }).click();
  });
  await goToProblems(stage, { admin });
  await check("the admin writes the script as a tree", async () => {
    await admin.getByRole("link", { name: "Write the script" }).click();
    await admin.getByRole("textbox", { name: "First text" }).fill(FIRST_TEXT);
    await admin.getByLabel("Question").fill("Will they vote?");
    for (const [answer, text] of [
      ["Yes", "Great, {firstName|friend}! Your polling place is the Town Hall in {town}."],
      ["No", "Thanks for telling me."],
    ] as const) {
      const at = answer === "Yes" ? 1 : 2;
      await admin.getByRole("button", { name: "Add an answer" }).click();
      await admin.getByLabel(`Answer ${at}`, { exact: true }).and(admin.locator("input")).fill(answer);
      await admin.getByRole("button", { name: "Add a text" }).click();
      await admin.getByRole("textbox", { name: "Text", exact: true }).fill(text);
      await admin.getByRole("button", { name: /^First text/ }).click();
    }
    await admin.getByRole("button", { name: "Add an answer" }).click();
  });
  await tellAnswersApart(stage, { admin });
  await check("an answer marks a number as wrong, and the campaign starts", async () => {
    await admin.getByLabel("Action with answer 3").selectOption({ label: "Mark the number as wrong" });
    await admin.getByText("All saved").waitFor();
    await screenshot(admin, "script");
    const size = admin.viewportSize();
    await admin.setViewportSize({ width: 390, height: 844 });
    await admin.getByLabel("Action with answer 3").scrollIntoViewIfNeeded();
    await screenshot(admin, "script-phone");
    if (size) await admin.setViewportSize(size);
    await admin.getByRole("link", { name: "← Get out the vote" }).click();
    await screenshot(admin, "draft");
    await admin.getByRole("button", { name: "Start campaign…" }).click();
    await admin.getByRole("button", { name: "Start now" }).click();
    await admin.getByLabel("Join link").waitFor();
    await screenshot(admin, "started");
  });
  return admin.getByLabel("Join link").inputValue();
}
