/** A part of the story: a new version is deployed while a texter's tab is open and a text is half written. */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { projectRoot } from "../../../tools/local/bundle.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";

const NOTE = "second build of the story";
const WORDS = "Half a sentence, and then";

export async function deployUnderOpenTab(stage: Stage, texter: Page): Promise<void> {
  const { check, screenshot, installation } = stage;
  try {
    await check("a new version is offered to an open tab, which goes on with its own files", async () => {
      await texter.getByRole("link", { name: "Back to the list" }).tap();
      await texter.getByRole("link", { name: /^Open/ }).tap();
      await texter
        .getByRole("link", { name: /^Gil|^Ann/ })
        .first()
        .tap();
      await texter.getByLabel(/^Your reply to/).fill(WORDS);
      await texter.evaluate("globalThis.neverReloaded = true");
      await installation.worker.kill();
      const vite = join(projectRoot, "node_modules/vite/bin/vite.js");
      const env = { ...process.env, VITE_BUILD_NOTE: NOTE };
      execFileSync(process.execPath, [vite, "build", "--logLevel", "warn"], { cwd: projectRoot, env });
      await installation.worker.start();
      await texter.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.update()).then(() => null)");
      await texter.getByText("A new version is ready.").waitFor();
      await screenshot(texter, "update-offered");
      // A part that this tab has not loaded before: the server no longer has it.
      await texter.getByLabel(/^Your reply to/).blur();
      await texter.keyboard.press("?");
      await texter.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
      await texter.getByRole("dialog").getByRole("button", { name: "Close" }).tap();
      if ((await texter.getByLabel(/^Your reply to/).inputValue()) !== WORDS) throw new Error("the words are gone");
      if ((await texter.evaluate("globalThis.neverReloaded")) !== true) throw new Error("the page was loaded again");
    });
    await check("Update loads it, and what was typed is still there", async () => {
      await texter.getByRole("button", { name: "Update" }).tap();
      await until("the reload", async () => {
        const isOld = await texter.evaluate("globalThis.neverReloaded").catch(() => true);
        return isOld !== true || "still the old page";
      });
      await until("the words", async () => {
        const words = await texter.getByLabel(/^Your reply to/).inputValue();
        return words === WORDS || words;
      });
      await texter.getByLabel(/^Your reply to/).fill("");
      await texter.goto("/");
      await texter.getByRole("button", { name: "Account" }).tap();
      await texter.getByText(NOTE).waitFor();
      await texter.keyboard.press("Escape");
      const generations = await texter.evaluate(
        "caches.keys().then((all) => all.filter((each) => each.startsWith('whistlestop-files-')).length)",
      );
      if (generations !== 2) throw new Error(`${String(generations)} generations are kept`);
    });
  } finally {
    // The next start builds the app as it is.
    rmSync(join(projectRoot, "dist/app.built"), { force: true });
  }
}
