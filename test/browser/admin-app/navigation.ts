/** A part of the story: the rooms of the administration on a phone, by keyboard, and leaving what is not saved. */
import type { Page } from "playwright-core";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";
import { saysAt } from "./forms.ts";
import { largeText } from "../texter-app/screens.ts";

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };

export async function findTheWay({ check, screenshot }: Stage, { admin }: { admin: Page }): Promise<void> {
  const button = admin.getByRole("button", { name: /^Menu, you are in/ });
  const menu = admin.getByRole("navigation", { name: "Administration" });

  await check("on a phone the rooms are in a menu, whose button names the room that one is in", async () => {
    await admin.goto("/admin");
    await admin.setViewportSize(PHONE);
    await admin.getByRole("button", { name: "Menu, you are in Campaigns" }).click();
    await menu.getByRole("link", { name: "Settings" }).waitFor();
    await screenshot(admin, "menu");
    await menu.getByRole("link", { name: /^Opt-outs/ }).click();
    await admin.getByRole("heading", { name: "Opt-outs" }).waitFor();
    await menu.waitFor({ state: "hidden" });
    await admin.getByRole("button", { name: "Menu, you are in Opt-outs" }).waitFor();
    await isFocused(admin, "h1");
    await hasTitle(admin, "Opt-outs · Whistlestop");
  });
  await check("the menu opens, is left and leads by the keyboard", async () => {
    await button.focus();
    await admin.keyboard.press("Enter");
    await menu.waitFor();
    await admin.keyboard.press("Escape");
    await menu.waitFor({ state: "hidden" });
    await isFocused(admin, ".rooms-button");
    await admin.keyboard.press("Enter");
    // Campaigns, Requests, People
    for (let at = 0; at < 3; at++) await admin.keyboard.press("Tab");
    await admin.keyboard.press("Enter");
    await admin.getByRole("heading", { name: "People" }).waitFor();
    await isFocused(admin, "h1");
  });
  await check("the room stays in sight at 320 pixels, with letters twice as large, and below a long page", async () => {
    await admin.setViewportSize({ width: 320, height: 640 });
    await largeText(admin, true);
    await admin.evaluate("scrollTo(0, document.body.scrollHeight)");
    await admin.getByRole("button", { name: "Menu, you are in People" }).click({ trial: true });
    const box = await button.boundingBox();
    if (!box || box.y < 0 || box.x < 0 || box.x + box.width > 320) throw new Error(`it is at ${JSON.stringify(box)}`);
    await screenshot(admin, "menu-320");
    await largeText(admin, false);
    await admin.setViewportSize(DESK);
  });
  await check("the first key leads past the rooms to the content", async () => {
    await admin.goto("/admin/people");
    await admin.getByText("Tess Okonkwo").waitFor();
    await admin.evaluate("document.activeElement?.blur()");
    await admin.keyboard.press("Tab");
    await isFocused(admin, ".skip-link");
    await screenshot(admin, "skip-link");
    await admin.keyboard.press("Enter");
    await isFocused(admin, "h1");
  });
  await check("the title of a campaign's page names the page, the campaign and the room", async () => {
    await admin.goto("/admin");
    await admin.getByRole("link", { name: "Get out the vote" }).first().click();
    await admin.getByRole("link", { name: "Messages", exact: true }).click();
    await hasTitle(admin, "Messages · Get out the vote · Campaigns · Whistlestop");
    await isFocused(admin, "h1");
  });
  await check("what is typed and not saved is asked about before a link or “back” leaves it", async () => {
    await admin.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "People" }).click();
    await admin.getByText("Tess Okonkwo").waitFor();
    await admin.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Settings" }).click();
    const prices = admin.getByRole("form", { name: "Prices and speed" });
    await prices.getByLabel("Currency").fill("CAD");
    await prices.getByText("Not saved yet").waitFor();
    const asked = admin.getByRole("dialog", { name: "Leave without saving?" });
    await admin.goBack();
    await asked.getByText("“Prices and speed” has changes").waitFor();
    await screenshot(admin, "leave");
    await asked.getByRole("button", { name: "Stay here" }).click();
    if ((await prices.getByLabel("Currency").inputValue()) !== "CAD") throw new Error("what was typed is gone");
    await admin.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Teams" }).click();
    await asked.getByRole("button", { name: "Leave without saving" }).click();
    await admin.getByRole("heading", { name: "Teams", exact: true }).waitFor();
    await admin.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Settings" }).click();
    if ((await prices.getByLabel("Currency").inputValue()) !== "USD") throw new Error("it was saved");
  });
}

/** In a draft that lacks a description and a script: each problem of a start leads to its field. */
export async function goToProblems({ check, screenshot }: Stage, { admin }: { admin: Page }): Promise<void> {
  const start = async () => {
    await admin.getByRole("button", { name: "Start campaign…" }).click();
    await admin.getByRole("heading", { name: "Not ready to start" }).waitFor();
  };
  await check("each problem of a start leads to the field that mends it", async () => {
    const title = admin.getByLabel("Title");
    const before = await title.inputValue();
    // A draft without a title is not saved: it is asked for before anything else.
    await title.fill("");
    await admin.getByRole("button", { name: "Start campaign…" }).click();
    await saysAt(title, /enter a title/i);
    await title.fill(before);
    const description = admin.getByLabel("Description");
    const words = await description.inputValue();
    await description.fill("");
    await start();
    await screenshot(admin, "not-ready");
    await admin.getByRole("link", { name: "Go to the description" }).click();
    await isFocused(admin, "[data-field=description]");
    await description.fill(words);
    await start();
    await admin.getByRole("link", { name: "Go to the first text" }).click();
    await admin.getByRole("heading", { name: "Script", exact: true }).waitFor();
    await isFocused(admin, "[data-field~=first-text]");
    await admin.getByRole("link", { name: `← ${before}` }).click();
    await admin.getByRole("heading", { name: before }).waitFor();
  });
  await check("a link to a field of another page opens what hides it", async () => {
    const here = new URL(admin.url()).pathname;
    await admin.goto(`${here}?field=test-numbers`);
    await isFocused(admin, "[data-field=test-numbers]");
    await admin.goto("/admin/settings?field=messaging-service");
    await isFocused(admin, "[data-field=messaging-service]");
    await admin.goto(here);
    await admin.getByRole("link", { name: "Write the script" }).waitFor();
  });
}

async function isFocused(page: Page, selector: string): Promise<void> {
  await until(`the focus on ${selector}`, async () => {
    const found = await page.evaluate(
      `document.activeElement?.matches(${JSON.stringify(selector)}) || (document.activeElement?.outerHTML ?? "").slice(0, 200)`,
    );
    return found === true || String(found);
  });
}

async function hasTitle(page: Page, wanted: string): Promise<void> {
  await until("the page's title", async () => {
    const title = await page.title();
    return title === wanted || title;
  });
}
