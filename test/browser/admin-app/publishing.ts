/**
 * A part of the story: an admin edits the script while the campaign runs. A field in other letters is put right with one tap, and
 * what is not published yet is said at the top, on the Overview as well.
 */
import type { Page } from "playwright-core";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";

const CSV = "title,text,labels\nRide,A driver comes to {town}.,Needs a ride\n,nobody knows,\n";
const PHONE = { width: 390, height: 844 };

export async function publishAnEdit({ check, screenshot }: Stage, admin: Page): Promise<void> {
  const publish = admin.getByRole("button", { name: "Publish to texters" });

  await check("a merge field in other letters is found, and put right with one tap", async () => {
    await admin.getByRole("link", { name: "Edit the script" }).click();
    await admin.getByText("Texters use this script (version 1).").waitFor();
    const text = admin.getByRole("textbox", { name: "First text" });
    const before = await text.inputValue();
    await text.fill(`${before} {FirstName|you}`);
    await admin.getByText("Did you mean {firstName}?").waitFor();
    await admin
      .locator(".preview")
      .getByText(/STOP to opt out Ada/)
      .waitFor();
    await screenshot(admin, "did-you-mean");
    await admin.getByRole("button", { name: "Change {FirstName} to {firstName}" }).click();
    if ((await text.inputValue()) !== `${before} {firstName|you}`) throw new Error(await text.inputValue());
    await text.fill(`${before} {fristName}`);
    await admin.getByText("There is no field {fristName}.").waitFor();
    await admin.getByRole("button", { name: "Change {fristName} to {firstName}" }).waitFor();
    await text.fill(before);
    await admin.getByText("All saved").waitFor();
  });
  await check(
    "canned responses are added while the campaign runs; the Overview says that they are not published",
    async () => {
      await admin.getByRole("button", { name: /^Canned responses/ }).click();
      const file = { name: "responses.csv", mimeType: "text/csv", buffer: Buffer.from(CSV) };
      await admin.getByLabel("CSV file with canned responses").setInputFiles(file);
      await admin.getByText("Line 3").waitFor();
      await admin.getByRole("button", { name: "Add 1" }).click();
      await admin.getByRole("heading", { name: "Not published yet" }).waitFor();
      await admin.getByText("All saved").waitFor();
      await admin.getByRole("link", { name: "← Get out the vote" }).click();
      await admin.getByText("Your script changes are not published yet").waitFor();
      const desk = admin.viewportSize();
      await admin.setViewportSize(PHONE);
      await isInSight(admin);
      await screenshot(admin, "unpublished-phone");
      if (desk) await admin.setViewportSize(desk);
    },
  );
  await check("published from the top of the script, texters get the next version", async () => {
    await admin.getByRole("link", { name: "Review and publish" }).click();
    await admin.setViewportSize(PHONE);
    await publish.waitFor();
    const top = (await publish.boundingBox())?.y ?? Infinity;
    if (top > PHONE.height) throw new Error(`the button is ${top} pixels down`);
    await admin.setViewportSize({ width: 1280, height: 900 });
    await publish.click();
    await admin.getByText("Texters use this script (version 2).").waitFor();
    await screenshot(admin, "version-2");
    await admin.getByRole("link", { name: "← Get out the vote" }).click();
    await admin.getByText("Published, version 2").waitFor();
    if (await admin.getByText("Your script changes are not published yet").isVisible())
      throw new Error("it is published, and says that it is not");
  });
}

async function isInSight(admin: Page): Promise<void> {
  await until("the link in sight without scrolling", async () => {
    await admin.evaluate("scrollTo(0, 0)");
    const box = await admin.getByRole("link", { name: "Review and publish" }).boundingBox();
    return (box !== null && box.y + box.height <= PHONE.height) || JSON.stringify(box);
  });
}
