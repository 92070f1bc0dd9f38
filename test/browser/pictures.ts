/** A part of the story: a picture that a contact sends is hidden until somebody taps, for the texter and for the admin. */
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import type { CarrierSeen } from "./carrier.ts";
import { until } from "./stage.ts";
import type { Stage } from "./stage.ts";

/** `texter` has the contact's conversation open; `admin` looks at the campaign's messages and comes back. */
export async function seePicture(
  { check, screenshot }: Stage,
  { texter, admin, carrier, cell }: { texter: Page; admin: Page; carrier: CarrierSeen; cell: string },
): Promise<void> {
  const button = { name: "Picture – tap to show" };

  await check("a picture comes in hidden, and is shown by a tap", async () => {
    const base64 = Buffer.from(await admin.screenshot({ type: "jpeg", quality: 60 })).toString("base64");
    await carrier.say(cell, "Our porch sign", [{ contentType: "image/jpeg", base64 }]);
    await texter.getByRole("log").getByRole("button", button).waitFor();
    await screenshot(texter, "picture-hidden");
    if ((await texter.locator(".messages img").count()) > 0) throw new Error("it is shown before anybody has tapped");
    await texter.getByRole("log").getByRole("button", button).tap();
    await isDrawn(texter);
    await screenshot(texter, "picture-shown");
    await texter.getByRole("button", { name: "Hide the picture" }).tap();
    await texter.getByRole("log").getByRole("button", button).waitFor();
  });
  await check("the admin sees it in the message list, behind a click, too", async () => {
    const back = admin.url();
    await admin.goto("/admin");
    await admin.getByRole("link", { name: "Get out the vote" }).first().click();
    await admin.getByRole("link", { name: "Messages" }).click();
    await admin.getByRole("button", button).click();
    await isDrawn(admin);
    await screenshot(admin, "picture-in-the-list");
    await admin.goto(back);
  });
}

async function isDrawn(page: Page): Promise<void> {
  await until("the picture", async () => {
    const width = await page.evaluate("document.querySelector('img.media-picture')?.naturalWidth");
    return (typeof width === "number" && width > 0) || "it has no width yet";
  });
}
