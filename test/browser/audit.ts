/**
 * Every screen that a story comes to is looked at by itself at the end of each sentence: axe's rules in light and in
 * dark; on all but those that the texter's own story measures also that nothing is beyond the side at 320 pixels and with letters twice as
 * large, and that Tab reaches every control, in sight (keyboard-only.ts).
 */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { keyboardProblems } from "./keyboard-only.ts";
import { accessProblems, fitProblems, largeText, LOOKS_ON } from "./texter-app/screens.ts";

export type Audit = {
  /** Throws with what is wrong; a screen that has not changed since is passed over. */
  look: (name: string, page: Page) => Promise<void>;
};

const FITTED = /^\/(admin|operator|direct)/;

/** Set to get a picture of every screen: phone and desk, light and dark. */
const SHOOTS_ALL = process.env["AUDIT_SHOTS"] === "1";

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };

/** @param shots folder for pictures of all screens */
export function createAudit(shots: string): Audit {
  const seen = new Set<string>();
  const fitted = new Set<string>();
  let taken = 0;

  async function shoot(page: Page, name: string): Promise<void> {
    taken += 1;
    for (const [size, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
      await page.setViewportSize(viewport);
      await page.evaluate("scrollTo(0, 0)");
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const path = join(shots, `all-${String(taken).padStart(3, "0")}-${name}-${size}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true });
      }
    }
    await page.emulateMedia({ colorScheme: "light" });
  }

  async function fits(page: Page): Promise<string[]> {
    const viewport = page.viewportSize();
    const wrong: string[] = [];
    await page.setViewportSize({ width: 320, height: 640 });
    for (const each of await fitProblems(page)) wrong.push(`320 wide: ${each}`);
    await page.setViewportSize(PHONE);
    await largeText(page, true);
    for (const each of await fitProblems(page)) wrong.push(`200 % text: ${each}`);
    await largeText(page, false);
    if (viewport) await page.setViewportSize(viewport);
    return wrong;
  }

  return {
    async look(name, page) {
      if (page.isClosed()) return;
      await page.waitForLoadState("domcontentloaded");
      const shape = (await page.evaluate(SHAPE)) as string;
      if (seen.has(shape) || page.url() === "about:blank") return;
      seen.add(shape);
      const wrong = await accessProblems(page);
      const screen = (await page.evaluate(SCREEN)) as string;
      if (FITTED.test(screen) && !fitted.has(screen)) {
        fitted.add(screen);
        const { x, y } = (await page.evaluate("({ x: scrollX, y: scrollY })")) as { x: number; y: number };
        wrong.push(...(await fits(page)));
        wrong.push(...(await keyboardProblems(page)));
        const viewport = page.viewportSize();
        if (SHOOTS_ALL) await shoot(page, screen.replaceAll(/[^a-z]+/g, "-").slice(0, 60));
        if (SHOOTS_ALL && viewport) await page.setViewportSize(viewport);
        await page.evaluate(`scrollTo(${x}, ${y})`);
      }
      if (wrong.length === 0) return;
      const words = `${name} at ${screen}:\n    ${wrong.join("\n    ")}`;
      if (!LOOKS_ON) throw new Error(words);
      console.log(`  WRONG ${words}`);
    },
  };
}

/** What is drawn, once what was asked for has come: elements and their states, whatever their words are. */
const SHAPE = `(async () => {
  for (let tries = 0; tries < 40 && document.querySelector(".skeleton"); tries++) await new Promise((go) => setTimeout(go, 50));
  const path = location.pathname.replaceAll(/[0-9a-z]*[0-9][0-9a-z.-]*/g, "id");
  const states = ["class", "role", "aria-current", "aria-pressed", "aria-invalid", "disabled", "open", "type"];
  const parts = new Set();
  for (const el of document.body.querySelectorAll("*")) {
    if (!el.checkVisibility()) continue;
    const at = el.parentElement?.tagName + ">" + el.tagName + states.map((state) => el.getAttribute(state) ?? "").join();
    parts.add(at);
  }
  return path + [...parts].join(" ");
})()`;

/** The kind of screen: its address without ids, and the dialog that is open on it. */
const SCREEN = `(() => {
  const path = location.pathname.replaceAll(/[0-9a-f]{8,}[0-9a-f-]*/g, "id");
  const dialog = document.querySelector("dialog[open] h2")?.textContent ?? "";
  const parts = [...document.querySelectorAll("main h2")].map((each) => each.textContent);
  return [path, dialog, ...new Set(parts)].filter(Boolean).join(" | ").slice(0, 200).toLowerCase();
})()`;
