/**
 * `npm run test:texter-app`: the texter's app on a bad network and on small screens. Everything that is tapped without a
 * network survives a reload and goes out once and in order; the newest message stays in sight; large text fits; a new
 * version is offered to an open tab.
 */
import type { Page } from "playwright-core";
import { carrierOf } from "../carrier.ts";
import { play, readFirstText, until } from "../stage.ts";
import type { Stage } from "../stage.ts";
import { storyCell, deskOnServer, startStoryCampaign, TESS, TITLE } from "./campaign.ts";
import type { Name } from "./campaign.ts";
import { deployUnderOpenTab } from "./deploy.ts";
import { loseLabels } from "./left-off.ts";
import { loseDatabase } from "./lost-database.ts";
import { useAnswerActions } from "./answer-actions.ts";
import { useKeyboard } from "./keyboard.ts";
import { useTwoTabs } from "./two-tabs.ts";
import {
  checkAccess,
  checkAnswersInSight,
  checkAnswersReadable,
  checkFits,
  checkNewestInSight,
  largeText,
  lookAt,
} from "./screens.ts";

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const RIDE = "We can help: a volunteer will drive you to Town Hall and back. What time suits you?";

/** In all stores of the database, and what the older app kept in localStorage. */
const COUNT_ROWS = `new Promise((resolve, reject) => {
  const opening = indexedDB.open("whistlestop");
  opening.onerror = reject;
  opening.onsuccess = async () => {
    const names = [...opening.result.objectStoreNames].filter((name) => name !== "device");
    const counts = await Promise.all(names.map((name) => new Promise((got) => {
      const asked = opening.result.transaction(name).objectStore(name).count();
      asked.onsuccess = () => got(asked.result);
    })));
    opening.result.close();
    resolve(counts.reduce((sum, each) => sum + each, 0) + localStorage.length);
  };
})`;

process.exit(await play(story, { killsWorker: true, shots: "texter-app" }));

function conversation(page: Page, name: Name) {
  return page.getByRole("link", { name: new RegExp(`^${name} O'Neil`) });
}

async function story(stage: Stage): Promise<void> {
  const { check } = stage;
  const carrier = carrierOf(stage.installation);
  const token = await startStoryCampaign(stage);
  const texter = await stage.openPage("texter", PHONE);

  await check("a volunteer joins and sends six first texts; three answer, and the title counts them", async () => {
    await texter.goto(`/join/${token}`);
    await lookAt(stage, texter, "join");
    await texter.getByLabel("First name").fill(TESS.first);
    await texter.getByLabel("Last name").fill(TESS.last);
    await texter.getByLabel("E-mail").fill(TESS.email);
    await texter.getByLabel("Password").fill(TESS.password);
    await texter.getByRole("button", { name: "Create account and join" }).tap();
    await texter.getByRole("button", { name: "Get contacts" }).tap();
    await texter.getByRole("link", { name: "Send first texts" }).tap();
    await texter.locator(".person-card h2").waitFor();
    await lookAt(stage, texter, "first-texts");
    for (let sent = 0; sent < 6; sent++) await sendFirst(texter);
    for (const name of ["Ann", "Ben", "Cy"] as const)
      await carrier.say(storyCell(name), `This is ${name}. Who are you?`);
    await until("the title", async () => (await texter.title()).startsWith("(3) First texts") || texter.title());
    await texter.getByRole("link", { name: "Back to your campaigns" }).tap();
    await texter.getByRole("heading", { name: "Your campaigns" }).waitFor();
    await lookAt(stage, texter, "home");
  });
  await readOnSmallScreens(stage, texter);
  await loseLabels(stage, { texter, carrier });
  await workOffline(stage, texter);
  await check("a close that was tapped before the contact's last words is refused, with what to do", async () => {
    await conversation(texter, "Dee").tap();
    await texter.getByRole("log").getByText("Hello?").waitFor();
    await texter.context().setOffline(true);
    await texter.getByRole("button", { name: "Close", exact: true }).tap();
    await texter.getByText("This conversation is closed.").waitFor();
    await carrier.say(storyCell("Dee"), "Wait, where do I vote?");
    await texter.context().setOffline(false);
    await texter.getByText("The conversation with Dee O'Neil-Featherstonehaugh was not closed").waitFor();
    await texter.getByRole("log").getByText("Wait, where do I vote?").waitFor();
    await stage.screenshot(texter, "refused");
    await checkAccess(texter, "a refusal");
    await texter.getByRole("button", { name: "Try again" }).tap();
    await until(
      "the close",
      async () => (await deskOnServer(stage)).contact("Dee")?.status === "closed" || "still open",
    );
  });
  await useAnswerActions(stage, { texter, carrier, joinToken: token });
  const desk = await useKeyboard(stage, { carrier, joinToken: token });
  await useTwoTabs(stage, { desk, carrier });
  await loseDatabase(stage, texter);
  await deployUnderOpenTab(stage, texter);
  await check("signing out deletes what the phone kept", async () => {
    await texter.goto("/");
    await texter.getByRole("button", { name: "Account" }).tap();
    await texter.getByRole("button", { name: "Sign out" }).tap();
    await texter.getByRole("heading", { name: "Sign in" }).waitFor();
    await lookAt(stage, texter, "sign-in");
    await until("an empty phone", async () => {
      const rows = (await texter.evaluate(COUNT_ROWS)) as number;
      return rows === 0 || `${rows} rows`;
    });
  });
}

async function sendFirst(texter: Page): Promise<void> {
  const heading = texter.locator(".person-card h2");
  const name = await heading.textContent();
  await readFirstText();
  await texter.keyboard.press("Enter");
  await until("the next contact", async () => (await heading.textContent()) !== name || `still ${name}`);
}

async function readOnSmallScreens(stage: Stage, texter: Page): Promise<void> {
  const { check, screenshot } = stage;
  await check("the newest message is in sight with the keyboard up, under a sheet, and on its side", async () => {
    await texter.getByRole("link", { name: "Answer replies" }).tap();
    await conversation(texter, "Ann").waitFor();
    await lookAt(stage, texter, "list");
    await conversation(texter, "Ann").tap();
    await texter.getByRole("log").getByText("This is Ann").waitFor();
    await lookAt(stage, texter, "thread");
    await checkNewestInSight(texter, "upright");
    await checkAnswersInSight(texter, "upright", { inOneRow: false });
    await texter.setViewportSize({ width: 320, height: 640 });
    await largeText(texter, true);
    await checkAnswersInSight(texter, "narrow, in large letters", { inOneRow: true });
    for (const [width, height] of [
      [320, 640],
      [320, 568],
      [390, 844],
      [390, 480],
      [844, 390],
    ] as const) {
      await texter.setViewportSize({ width, height });
      await checkAnswersReadable(texter, `${width}×${height} in large letters`);
    }
    await screenshot(texter, "answers-on-its-side-large");
    await texter.setViewportSize({ width: 320, height: 640 });
    await screenshot(texter, "answers-large");
    await largeText(texter, false);
    await texter.setViewportSize({ width: 390, height: 844 });
    await texter.getByLabel(/^Your reply to Ann/).tap();
    await texter.setViewportSize({ width: 390, height: 480 });
    await checkNewestInSight(texter, "keyboard up");
    await checkAnswersInSight(texter, "keyboard up", { inOneRow: true });
    await checkAnswersReadable(texter, "keyboard up");
    await screenshot(texter, "keyboard-up");
    for (const tool of ["Canned responses", "Labels"]) {
      await texter.getByRole("button", { name: tool, exact: true }).tap();
      await texter.getByRole("dialog", { name: tool }).waitFor();
      await checkNewestInSight(texter, tool, { withComposer: false });
      await lookAt(stage, texter, tool.toLowerCase().replace(" ", "-"));
      await texter.getByRole("button", { name: `Close ${tool}` }).tap();
    }
    await texter.setViewportSize({ width: 844, height: 390 });
    await checkNewestInSight(texter, "on its side");
    await screenshot(texter, "on-its-side");
    await texter.setViewportSize({ width: 390, height: 844 });
    await checkNewestInSight(texter, "upright again");
  });
  await check("a keyboard over the page covers neither the composer nor the newest message", async () => {
    await texter.evaluate(`Object.defineProperty(visualViewport, "height", { configurable: true, get: () => 470 });
      visualViewport.dispatchEvent(new Event("resize"))`);
    await checkNewestInSight(texter, "over the page");
    await screenshot(texter, "keyboard-over-the-page");
    await texter.evaluate('delete visualViewport.height; visualViewport.dispatchEvent(new Event("resize"))');
    await checkNewestInSight(texter, "keyboard gone");
  });
}

async function workOffline(stage: Stage, texter: Page): Promise<void> {
  const { check, screenshot, installation } = stage;
  const carrier = carrierOf(installation);
  await check(
    "without a network: an answer with its label, its text, an opt-out, a close, a first text, a release",
    async () => {
      await until("the app on the phone", async () => {
        return (await texter.evaluate("navigator.serviceWorker.controller !== null")) === true || "no service worker";
      });
      await texter.context().setOffline(true);
      await texter.getByRole("button", { name: "Needs a ride" }).tap();
      await texter.locator(".thread-foot").getByText("Saved on this phone, goes out when you are online").waitFor();
      // The answer has put it on.
      await texter.getByRole("button", { name: "Needs a ride", exact: true }).tap();
      await texter.getByRole("dialog").getByRole("button", { name: "Needs a ride", pressed: true }).waitFor();
      await texter.getByRole("button", { name: "Close Labels" }).tap();
      await screenshot(texter, "offline-answer");
      if ((await texter.getByLabel(/^Your reply to Ann/).inputValue()) !== RIDE)
        throw new Error("no text of the script");
      await texter.getByRole("button", { name: "Send" }).tap();
    },
  );
  await check("after Send the next waiting conversation comes by itself, and Back leads to the last one", async () => {
    await texter.getByRole("heading", { name: /^Ben/ }).waitFor();
    await screenshot(texter, "came-by-itself");
    await texter.getByRole("button", { name: "Back", exact: true }).tap();
    await texter.getByRole("heading", { name: /^Ann/ }).waitFor();
    await texter.getByRole("log").getByText(RIDE).waitFor();
    await texter.getByRole("link", { name: "Next waiting" }).tap();
    await texter.getByRole("heading", { name: /^Ben/ }).waitFor();
    await texter.getByRole("button", { name: "Opt out" }).tap();
    await checkAccess(texter, "opting out");
    await checkFits(texter, "opting out");
    await texter.getByRole("dialog").getByRole("button", { name: "Opt out" }).tap();
    await texter.getByText(/^Ben \S+ has opted out\.$/).waitFor();
    await texter.getByRole("link", { name: "Next waiting" }).tap();
    await texter.getByRole("heading", { name: /^Cy/ }).waitFor();
    await texter.getByRole("button", { name: "Close", exact: true }).tap();
    await texter.getByText("This conversation is closed.").waitFor();
    await texter.getByRole("link", { name: "Back to the list" }).tap();
    await texter.getByRole("link", { name: "Back to your campaigns" }).tap();
    await texter.getByRole("link", { name: "Send first texts" }).tap();
    await sendFirst(texter);
    await texter.getByRole("link", { name: "Back to your campaigns" }).tap();
    // A text to one of them is under way: then nothing can be given back yet, as the button says by its absence.
    await texter.getByText("5 saved on this phone, go out when you are online").waitFor();
    await lookAt(stage, texter, "offline-home");
  });
  await check("a reload without a network shows the desk as it was, with all of it", async () => {
    await texter.reload();
    await texter.getByText("5 saved on this phone, go out when you are online").waitFor();
    await texter.getByRole("heading", { name: TITLE }).waitFor();
    await texter.getByRole("link", { name: "Send first texts" }).tap();
    await texter.getByRole("heading", { name: /^(Hal|Ida) / }).waitFor();
    await screenshot(texter, "offline-first-texts");
    await texter.getByRole("link", { name: "Back to your campaigns" }).tap();
    await texter.getByRole("link", { name: "Conversations" }).tap();
    await texter.getByRole("link", { name: /^Open/ }).tap();
    await conversation(texter, "Ann").tap();
    await texter.getByRole("log").getByText(RIDE).waitFor();
    await texter.getByRole("log").getByText("Saved on this phone, goes out when you are online").waitFor();
    await texter.getByRole("button", { name: /Change the answer to:.*Needs a ride/ }).waitFor();
    await screenshot(texter, "offline-reloaded");
  });
  await check("back online everything goes out, once and in order", async () => {
    await carrier.say(storyCell("Dee"), "Hello?");
    await texter.context().setOffline(false);
    await until("the desk", async () => {
      const desk = await deskOnServer(stage);
      const [ann, ben, cy] = (["Ann", "Ben", "Cy"] as const).map(desk.contact);
      const found = {
        answers: ann?.answers,
        labels: ann?.labels?.length,
        last: ann?.messages.at(-1)?.body,
        optedOut: ben?.optedOut,
        cy: cy?.status,
        toSend: desk.campaign.counts.toSend,
      };
      const wanted = {
        answers: { ask: "Needs a ride" },
        labels: 1,
        last: RIDE,
        optedOut: true,
        cy: "closed",
        toSend: 2,
      };
      return JSON.stringify(found) === JSON.stringify(wanted) || JSON.stringify(found);
    });
    await until("the texts at the carrier", async () => {
      const { length } = await carrier.texts();
      return length === 9 || `${length} texts`;
    });
    const toAnn = (await carrier.texts()).filter((text) => text.to === storyCell("Ann"));
    if (toAnn.length !== 2) throw new Error(`${toAnn.length} texts to Ann`);
    await texter.getByRole("link", { name: "Back to the list" }).tap();
    await texter.getByRole("link", { name: /^Waiting/ }).tap();
    await conversation(texter, "Dee").waitFor();
    await screenshot(texter, "back-online");
  });
  await check("contacts are given back without a network, too", async () => {
    await texter.getByRole("link", { name: "Back to your campaigns" }).tap();
    await texter.context().setOffline(true);
    await texter.getByRole("button", { name: "Give contacts back" }).tap();
    await lookAt(stage, texter, "give-back");
    await texter.getByRole("button", { name: "Give back", exact: true }).tap();
    await texter.getByText("Giving your contacts back…").waitFor();
    await texter.reload();
    await texter.getByText("Giving your contacts back…").waitFor();
    await texter.context().setOffline(false);
    await until("the release", async () => {
      const { counts } = (await deskOnServer(stage)).campaign;
      return counts.toSend === 0 || `${counts.toSend} to send`;
    });
    await texter.getByRole("link", { name: "Answer replies" }).tap();
  });
}
