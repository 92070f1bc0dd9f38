/** A part of the story: the same texter at a desk, with a keyboard. */
import type { Locator, Page } from "playwright-core";
import type { CarrierSeen } from "../carrier.ts";
import { keyboardProblems } from "../keyboard-only.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";
import { storyCell, deskOnServer, TESS } from "./campaign.ts";
import { checkAccess, checkAnswersInSight, checkFits } from "./screens.ts";

export async function useKeyboard(
  stage: Stage,
  { carrier, joinToken }: { carrier: CarrierSeen; joinToken: string },
): Promise<Page> {
  const { check, screenshot } = stage;
  const desk = await stage.openPage("desk", { viewport: { width: 1280, height: 800 } });

  await check(
    "with a keyboard: j and k step through the list, digits answer, Ctrl+Enter sends, ? lists them",
    async () => {
      for (const name of ["Eli", "Fay"] as const) await carrier.say(storyCell(name), `Hi, ${name} here`);
      await desk.goto(`/join/${joinToken}`);
      await desk.getByRole("button", { name: "I have an account" }).click();
      await desk.getByText("Forgot your password? Ask an organizer of your campaign").waitFor();
      await desk.getByLabel("E-mail").fill(TESS.email);
      await desk.getByLabel("Password").fill(TESS.password);
      await desk.getByRole("button", { name: "Sign in" }).click();
      await desk.getByRole("heading", { name: "Your campaigns" }).waitFor();
      await checkAccess(desk, "the home screen at a desk");
      await checkKeyboard(desk, "the home screen");
      await screenshot(desk, "desk-home");
      await desk.keyboard.press("?");
      await desk.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
      await desk.keyboard.press("Escape");
      await desk.getByRole("link", { name: "Answer replies" }).click();
      await desk.getByRole("link", { name: /^Eli/ }).waitFor();
      await desk.keyboard.press("j");
      await desk.getByRole("heading", { name: /^Eli/ }).waitFor();
      await desk.keyboard.press("j");
      await desk.getByRole("heading", { name: /^Fay/ }).waitFor();
      await desk.keyboard.press("k");
      await desk.getByRole("heading", { name: /^Eli/ }).waitFor();
      await checkAccess(desk, "a conversation at a desk");
      await checkKeyboard(desk, "a conversation");
      await checkAnswersInSight(desk, "at a desk", { inOneRow: false });
      await screenshot(desk, "desk-thread");
      await desk.keyboard.press("?");
      await desk.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
      await checkAccess(desk, "the list of keys");
      await checkKeyboard(desk, "the list of keys");
      await checkFits(desk, "the list of keys");
      await screenshot(desk, "keys");
      await desk.keyboard.press("Escape");
      await desk.keyboard.press("1");
      const composer = desk.getByLabel(/^Your reply to Eli/);
      await until("the script's text", async () => (await composer.inputValue()).startsWith("Wonderful") || "none");
      // In the composer a digit is text.
      await composer.press("End");
      await composer.press("4");
      if (!(await composer.inputValue()).endsWith("4")) throw new Error(await composer.inputValue());
      await desk.keyboard.press("Control+Enter");
      await desk.getByRole("heading", { name: /^Fay/ }).waitFor();
      await until(
        "the answer",
        async () => (await deskOnServer(stage)).contact("Eli")?.answers["ask"] === "Yes" || "none",
      );
    },
  );
  await check(
    "with a keyboard the place is kept after an answer: the composer, the answer to correct, the name",
    async () => {
      const isFocused = async (what: string, locator: Locator) =>
        until(`the focus on ${what}`, async () => {
          return (await locator.and(desk.locator(":focus")).count()) === 1 || "elsewhere";
        });
      await desk.getByRole("button", { name: "No", exact: true }).press("Enter");
      await isFocused("the composer", desk.getByLabel(/^Your reply to Fay/));
      await desk.getByRole("button", { name: /Change the answer to:/ }).press("Enter");
      await isFocused("the answer so far", desk.getByRole("button", { name: "No", exact: true, pressed: true }));
      await desk.keyboard.press("Enter");
      await isFocused("the answer that was taken back", desk.getByRole("button", { name: "No", exact: true }));
      await desk.getByLabel(/^Your reply to Fay/).fill("");
      await desk.getByRole("button", { name: "Close", exact: true }).press("Enter");
      await isFocused("the name", desk.getByRole("heading", { name: /^Fay/ }));
      await desk.getByRole("button", { name: "Reopen" }).press("Enter");
      await isFocused("the name", desk.getByRole("heading", { name: /^Fay/ }));
    },
  );
  await check("the next conversation stays away where the device is set so", async () => {
    await carrier.say(storyCell("Eli"), "And when?");
    await desk.getByRole("link", { name: /^Eli.*And when/ }).waitFor();
    await desk.getByLabel("After Send, show the next waiting conversation").uncheck();
    await desk.reload();
    await desk.getByLabel(/^Your reply to Fay/).fill("Thank you!");
    await desk.keyboard.press("Control+Enter");
    await desk.getByRole("log").getByText("Thank you!").waitFor();
    await desk.getByRole("heading", { name: /^Fay/ }).waitFor();
    await screenshot(desk, "desk-stays");
  });
  return desk;
}

async function checkKeyboard(page: Page, screen: string): Promise<void> {
  const wrong = await keyboardProblems(page);
  if (wrong.length > 0) throw new Error(`${screen}: ${wrong.join("; ")}`);
}
