/** A part of the story: from the message list to one conversation, on a desk and on a phone; and pages that do not load. */
import type { Page } from "playwright-core";
import type { Stage } from "../stage.ts";

const PHONE = { width: 390, height: 844 };

export async function readConversation({ check, screenshot }: Stage, { admin }: { admin: Page }): Promise<void> {
  await check("a contact's name in the message list leads to the whole conversation", async () => {
    await admin
      .getByRole("link", { name: /^Ada O'Neil/ })
      .first()
      .click();
    await admin.getByRole("heading", { name: "Ada O'Neil", level: 1 }).waitFor();
    const said = admin.locator(".conversation");
    await said.getByText("Yes! Where do I go?").waitFor();
    await said.getByText("Your polling place is the Town Hall in Amherst, MA.").waitFor();
    if ((await said.getByText("I don't do politics").count()) > 0) throw new Error("another contact's text is here");
    await screenshot(admin, "conversation");
    const desk = admin.viewportSize();
    await admin.setViewportSize(PHONE);
    await fitsPhone(admin);
    await screenshot(admin, "conversation-phone");
    await admin.getByRole("link", { name: "← Messages" }).click();
    await admin.getByText("I don't do politics").first().waitFor();
    await fitsPhone(admin);
    await screenshot(admin, "messages-phone");
    if (desk) await admin.setViewportSize(desk);
  });
  await check("a page that does not load has a heading, and says what to do", async () => {
    const here = admin.url();
    await admin.goto("/admin/campaigns/c000000000000000/assignments");
    await admin.getByRole("heading", { name: "This campaign was not found", level: 1 }).waitFor();
    await admin.getByRole("link", { name: "Back to campaigns" }).waitFor();
    await admin.goto(here);
    await admin.getByText("I don't do politics").first().waitFor();
  });
}

async function fitsPhone(admin: Page): Promise<void> {
  const width = await admin.evaluate("document.documentElement.scrollWidth");
  if (Number(width) > PHONE.width) throw new Error(`the page is ${String(width)} pixels wide on a phone`);
}
