/**
 * `npm run test:browser`: the whole story in a real browser. An admin turns a CSV into a running campaign, a texter on
 * a phone texts it, replies appear by themselves and are answered, a contact says STOP, and the admin's numbers equal
 * the carrier's.
 */
import type { Page } from "playwright-core";
import { DEMO_ADMIN } from "../../tools/demo/people.ts";
import { giveOut } from "./admin-app/assignments.ts";
import { seeFailedJobs } from "./admin-app/failed-jobs.ts";
import { waitForAccount } from "./admin-app/account-waits.ts";
import { closeCampaign } from "./admin-app/closing.ts";
import { carrierOf } from "./carrier.ts";
import { readConversation } from "./admin-app/conversation.ts";
import { correctSettings } from "./admin-app/forms.ts";
import { reviewOptOuts } from "./admin-app/opt-outs.ts";
import { enterOwnAccount } from "./admin-app/own-account.ts";
import { textByHours } from "./admin-app/hours.ts";
import { findTheWay } from "./admin-app/navigation.ts";
import { loseNetwork } from "./admin-app/offline.ts";
import { forgetPassword } from "./account/passwords.ts";
import { publishAnEdit } from "./admin-app/publishing.ts";
import { requestTexts } from "./admin-app/requests.ts";
import { startCampaign } from "./starting.ts";
import { seePicture } from "./pictures.ts";
import { REACTIONS, seeReactions } from "./reactions.ts";
import { play, readFirstText, until } from "./stage.ts";
import type { Stage } from "./stage.ts";
import { decideTexts } from "./admin-app/undecided.ts";
import { handleUnmatched } from "./admin-app/unmatched.ts";

const DESK = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

const CONTACTS = Array.from({ length: 12 }, (_, i) => ({
  name: ["Ada", "Ben", "Chloé", "Dov", "Eve", "Finn", "Gus", "Hana", "Ines", "Jo", "Kit", "Lou"][i] ?? "",
  cell: `+141355501${String(40 + i)}`,
}));
process.exit(await play(story));

async function story(stage: Stage): Promise<void> {
  const { check, screenshot, installation } = stage;
  const carrier = carrierOf(installation);
  const admin = await stage.openPage("admin", DESK);

  await check("the admin signs in and sees that there is no campaign yet", async () => {
    await admin.goto("/");
    await admin.getByLabel("E-mail").fill(DEMO_ADMIN.email);
    await admin.getByLabel("Password").fill(DEMO_ADMIN.password);
    await screenshot(admin, "sign-in");
    await admin.getByRole("button", { name: "Sign in" }).click();
    await admin.getByRole("heading", { name: "No campaign yet" }).waitFor();
  });
  const joinLink = await startCampaign(stage, admin, CONTACTS);

  const texter = await stage.openPage("texter", PHONE);
  await check("a volunteer joins by the link, on a phone, with a new account", async () => {
    await texter.goto(joinLink);
    await texter.getByLabel("First name").fill("Tess");
    await texter.getByLabel("Last name").fill("Okonkwo");
    await texter.getByLabel("E-mail").fill("tess@story.example");
    await texter.getByLabel("Password").fill("a-long-password");
    await screenshot(texter, "join");
    await texter.getByRole("button", { name: "Create account and join" }).tap();
    await texter.getByRole("heading", { name: "Your campaigns" }).waitFor();
    await texter.getByRole("button", { name: "Get contacts" }).tap();
    await texter.getByText(`You got ${CONTACTS.length} contacts.`).waitFor();
    await screenshot(texter, "campaigns");
  });
  await sendFirstTexts(stage, texter);
  await check("the carrier has exactly one text for every contact, as the script says", async () => {
    await until("texts in the ledger", async () => {
      const texts = await carrier.texts();
      return texts.length >= CONTACTS.length || `${texts.length} texts`;
    });
    const texts = await carrier.texts();
    const sent = texts.map((text) => text.to).sort();
    const wanted = CONTACTS.map((contact) => contact.cell).sort();
    if (sent.join() !== wanted.join()) throw new Error(`texted: ${sent.join()}`);
    const toAda = texts.find((text) => text.to === CONTACTS[0]?.cell)?.body;
    if (toAda !== "Hi Ada, it's Tess with Riverton Votes. Will you vote in Amherst, MA? STOP to opt out")
      throw new Error(`Ada reads: ${toAda}`);
  });

  const [ada, ben, chloe] = CONTACTS;
  if (!ada || !ben || !chloe) throw new Error("three contacts answer");
  await check("a reply appears on the texter's screen by itself", async () => {
    await texter.getByRole("link", { name: "Conversations", exact: true }).tap();
    await texter.getByRole("heading", { name: "Nobody is waiting for you" }).waitFor();
    await texter.evaluate("globalThis.neverReloaded = true");
    await carrier.say(ada.cell, "Yes! Where do I go?");
    await texter.getByRole("link", { name: /Ada O'Neil.*Where do I go/ }).waitFor();
    await screenshot(texter, "reply-came");
  });
  await publishAnEdit(stage, admin);
  await answerReply(stage, texter);
  await check("the answer is delivered, once", async () => {
    await texter.getByRole("log").getByText("Delivered").nth(1).waitFor();
    const toAda = (await carrier.texts()).filter((text) => text.to === ada.cell);
    if (toAda.length !== 2) throw new Error(`${toAda.length} texts to Ada`);
  });
  await seePicture(stage, { texter, admin, carrier, cell: ada.cell });
  await useResponse(stage, texter);
  await seeReactions(stage, { texter, admin, carrier, cell: ada.cell });
  await check("a contact who says STOP cannot be texted anymore", async () => {
    await carrier.say(ben.cell, "STOP");
    await texter.getByRole("link", { name: "Back to the list" }).tap();
    await texter.getByRole("link", { name: "Closed" }).tap();
    await texter.getByRole("link", { name: /Ben O'Neil/ }).tap();
    await texter.getByText("Ben O'Neil has opted out.").waitFor();
    if ((await texter.getByRole("textbox").count()) > 0) throw new Error("there is still a composer");
    await screenshot(texter, "stop");
  });
  await check("the texter opts somebody out who asked for it in other words", async () => {
    await carrier.say(chloe.cell, "I don't do politics");
    await texter.getByRole("link", { name: "Back to the list" }).tap();
    await texter.getByRole("link", { name: "Waiting" }).tap();
    await texter.getByRole("link", { name: /Chloé O'Neil/ }).tap();
    await texter.getByRole("button", { name: "Opt out" }).tap();
    const dialog = texter.getByRole("dialog");
    await dialog.getByLabel("Reason (optional)").fill("does not want texts");
    await screenshot(texter, "opt-out");
    await dialog.getByRole("button", { name: "Opt out" }).tap();
    await texter.getByText("Chloé O'Neil has opted out.").waitFor();
  });
  await check("all of that came without loading the page again", async () => {
    if ((await texter.evaluate("globalThis.neverReloaded")) !== true) throw new Error("the page was loaded again");
  });

  await check("the admin's numbers move by themselves and agree with the carrier's ledger", async () => {
    await until("numbers", async () => {
      const texts = await carrier.texts();
      const wanted = {
        "Not texted yet": 0,
        Sent: texts.length,
        Delivered: texts.filter((text) => text.status === "delivered").length,
        Replies: (await carrier.inboundCount()) - REACTIONS,
        "Opt-outs": 2,
        Errors: 0,
      };
      const shown = await numbersOn(admin);
      const same = JSON.stringify(shown) === JSON.stringify(wanted) && wanted.Delivered === texts.length;
      return same || `the admin sees ${JSON.stringify(shown)}, the carrier has ${JSON.stringify(wanted)}`;
    });
    await admin.evaluate("scrollTo(0, 0)");
    await screenshot(admin, "numbers");
  });
  await check("the admin reads every text in the message list", async () => {
    await admin.getByRole("link", { name: "Messages" }).click();
    await admin.getByText("I don't do politics").first().waitFor();
    await admin.getByText("Yes! Where do I go?").first().waitFor();
    await screenshot(admin, "messages");
  });
  await readConversation(stage, { admin });
  await check("both are readable in the dark", async () => {
    await texter.emulateMedia({ colorScheme: "dark" });
    await admin.emulateMedia({ colorScheme: "dark" });
    await screenshot(texter, "texter-dark");
    await screenshot(admin, "admin-dark");
    for (const page of [texter, admin]) {
      const [paper, ink] = (await page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]",
      )) as [string, string];
      if (lightness(paper) > 0.3 || lightness(ink) < 0.6) throw new Error(`${ink} on ${paper}`);
    }
  });
  await requestTexts(stage, { admin, texter });
  await textByHours(stage, { admin });
  await reviewOptOuts(stage, { admin, carrier, people: CONTACTS.slice(3, 6) });
  await handleUnmatched(stage, { admin, carrier });
  await giveOut(stage, { admin, texter, carrier });
  await decideTexts(stage, { admin, carrier });
  await closeCampaign(stage, { admin, carrier });
  await waitForAccount(stage, { admin, carrier });
  await enterOwnAccount(stage, { admin });
  await findTheWay(stage, { admin });
  await correctSettings(stage, { admin });
  await loseNetwork(stage, { admin });
  await seeFailedJobs(stage, { admin });
  await forgetPassword(stage, { admin, texter, email: "tess@story.example" });
}

/** By tap, by Enter and by Space: one press, one contact, also of a key that is held or tapped twice. */
async function sendFirstTexts({ check, screenshot }: Stage, texter: Page): Promise<void> {
  const name = texter.locator(".person-card h2");
  const upNext = texter.locator(".up-next li");
  const next = async (press: () => Promise<void>) => {
    const before = await name.textContent();
    await readFirstText();
    await press();
    await until("the next contact", async () => ((await name.textContent()) === before ? `still ${before}` : true));
  };
  await check("the texter sends first texts by tap, Enter and Space; the next contact comes at once", async () => {
    await texter.getByRole("link", { name: "Send first texts" }).tap();
    await name.waitFor();
    await screenshot(texter, "first-text");
    await next(() => texter.getByRole("button", { name: "Send" }).tap());
    await next(() => texter.keyboard.press("Enter"));
    await next(() => texter.keyboard.press("Space"));
  });
  await check("a contact who was skipped by mistake is back with one tap", async () => {
    const skipped = await name.textContent();
    await next(() => texter.getByRole("button", { name: "Skip" }).tap());
    await texter.getByText(`Skipped ${skipped}. This contact comes up again at the end.`).waitFor();
    await screenshot(texter, "skipped");
    await next(() => texter.getByRole("button", { name: "Undo" }).tap());
    if ((await name.textContent()) !== skipped) throw new Error(`${await name.textContent()} instead of ${skipped}`);
    await next(() => texter.getByRole("button", { name: "Skip" }).tap());
    await next(() => texter.getByRole("button", { name: "Send" }).tap());
    await texter.getByText(/^Skipped /).waitFor({ state: "hidden", timeout: 5_000 });
  });
  await check("a held key and a double tap send one text each, and no unread one", async () => {
    const second = await upNext.nth(0).textContent();
    await next(async () => {
      // Pressing a key that is down is what a browser makes of holding it.
      for (let held = 0; held < 20; held++) await texter.keyboard.down("Enter");
      await texter.keyboard.up("Enter");
    });
    if ((await name.textContent()) !== second) throw new Error(`${await name.textContent()} instead of ${second}`);
    const third = await upNext.nth(0).textContent();
    await next(() => texter.getByRole("button", { name: "Send" }).dblclick());
    if ((await name.textContent()) !== third) throw new Error(`${await name.textContent()} instead of ${third}`);
  });
  await check("the texter goes on to the last contact", async () => {
    const done = texter.getByRole("heading", { name: "All first texts are sent" });
    for (let sent = 0; sent < CONTACTS.length && !(await done.isVisible()); sent++)
      await readFirstText().then(() => texter.keyboard.press("Enter"));
    await done.waitFor();
    await screenshot(texter, "all-sent");
  });
}

async function useResponse({ check, screenshot }: Stage, texter: Page): Promise<void> {
  await check("the texter finds a canned response, sends it, and the conversation has its label", async () => {
    await texter.getByText("Canned responses").tap();
    await texter.getByLabel("Search canned responses").fill("driver");
    await texter.getByRole("button", { name: /^Ride/ }).tap();
    await texter.getByRole("button", { name: "Send" }).tap();
    await texter.getByRole("log").getByText("A driver comes to Amherst, MA.").waitFor();
    await texter.getByRole("button", { name: "Needs a ride" }).waitFor();
    await screenshot(texter, "label");
  });
}

async function answerReply({ check, screenshot }: Stage, texter: Page): Promise<void> {
  await check("the texter records the answer, gets the next text of the script and sends it", async () => {
    await texter.getByRole("link", { name: /Ada O'Neil/ }).tap();
    await texter.getByRole("button", { name: "Yes", exact: true }).tap();
    const composer = texter.getByLabel("Your reply to Ada O'Neil");
    await until("the script's text in the composer", async () => {
      const words = await composer.inputValue();
      return words === "Great, Ada! Your polling place is the Town Hall in Amherst, MA." || words;
    });
    await screenshot(texter, "answer");
    await texter.getByRole("button", { name: "Send" }).tap();
    await texter.getByRole("log").getByText("Town Hall in Amherst").waitFor();
    await screenshot(texter, "answered");
  });
}

async function numbersOn(admin: Page): Promise<Record<string, number>> {
  const tiles = await admin.locator(".tiles > div").all();
  const entries = await Promise.all(
    tiles.map(async (tile) => {
      const value = await tile.locator(".value").textContent();
      return [await tile.locator("dt").textContent(), Number(value?.replaceAll(",", ""))] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** 0 black, 1 white; of `rgb(…)` as browsers write it. */
function lightness(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
