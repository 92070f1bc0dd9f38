/** A part of the story: a contact's reaction is shown on the text that it belongs to, and nobody has to answer it. */
import type { Page } from "playwright-core";
import type { CarrierSeen } from "./carrier.ts";
import { until } from "./stage.ts";
import type { Stage } from "./stage.ts";

/** Inbound texts that are no replies. */
export const REACTIONS = 4;

/** `texter` has the contact's conversation open, without anybody waiting; `admin` looks at something and comes back to it. */
export async function seeReactions(
  { check, screenshot }: Stage,
  { texter, admin, carrier, cell }: { texter: Page; admin: Page; carrier: CarrierSeen; cell: string },
): Promise<void> {
  const onPhone = texter.getByRole("log").locator(".reaction");
  const say = (before: string, quoted: string) => carrier.say(cell, `${before} “${quoted}”`);

  await check("a reaction comes onto the text that it quotes, and no answer is waited for", async () => {
    const ours = (await carrier.texts()).filter((text) => text.to === cell).map(({ body }) => body);
    const first = ours[0] ?? "";
    const last = ours.at(-1) ?? "";
    await say("Liked", first);
    await say("\u200a❤️\u200b to", `\u200a${last}\u200b`);
    await onPhone.nth(1).waitFor();
    const shown = await texter.locator(".messages li", { has: texter.locator(".reaction") }).allInnerTexts();
    if (shown.length !== 2 || !shown[0]?.includes("Liked") || !shown[1]?.includes("Loved"))
      throw new Error(`reactions are shown on ${JSON.stringify(shown)}`);
    const composer = texter.getByRole("textbox");
    await composer.first().waitFor();
    await onPhone.first().scrollIntoViewIfNeeded();
    await screenshot(texter, "reaction");
    await say("Removed a heart from", last);
    await until("the heart is gone", async () => (await onPhone.count()) === 1 || `${await onPhone.count()} reactions`);
    await say("Emphasized", first);
    await onPhone.getByText("Emphasized").waitFor();
    const waiting = texter.getByRole("link", { name: "Next waiting" });
    if ((await waiting.count()) > 0) throw new Error("a conversation waits for an answer");
  });
  await check("the admin sees it in the message list", async () => {
    const back = admin.url();
    await admin.goto("/admin");
    await admin.getByRole("link", { name: "Get out the vote" }).first().click();
    await admin.getByRole("link", { name: "Messages" }).click();
    await admin.locator(".reaction").getByText("Emphasized").waitFor();
    await admin.locator(".reaction").scrollIntoViewIfNeeded();
    await screenshot(admin, "reaction-in-the-list");
    if ((await admin.getByText("Removed a heart").count()) > 0) throw new Error("a reaction is shown as words");
    const desk = admin.viewportSize() ?? { width: 1280, height: 900 };
    await admin.setViewportSize({ width: 390, height: 844 });
    await admin.locator(".reaction").scrollIntoViewIfNeeded();
    await screenshot(admin, "reaction-in-the-list-phone");
    await admin.setViewportSize(desk);
    await admin.goto(back);
  });
}
