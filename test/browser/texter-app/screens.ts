/** What must hold on every screen, looked at in the browser. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Set to see what is wrong on all screens at once; the story then passes over it. */
export const LOOKS_ON = process.env["LOOKS_ON"] === "1";

function complain(message: string): void {
  if (!LOOKS_ON) throw new Error(message);
  console.log(`  WRONG ${message}`);
}

type Box = { top: number; bottom: number };

/** Rules that axe has and this screen breaks, in light and in dark; one sentence each. */
export async function accessProblems(page: Page): Promise<string[]> {
  const problems: string[] = [];
  // A screen that still loads has neither its heading nor its words.
  await page.evaluate(
    '(async () => { for (let tries = 0; tries < 40 && document.querySelector(".skeleton"); tries++) await new Promise((go) => setTimeout(go, 50)); })()',
  );
  const before = (await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")) ? "dark" : "light";
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Colours change over a moment.
    await page.evaluate(
      "Promise.all(document.getAnimations().filter((each) => each instanceof CSSTransition).map((each) => each.finished)).then(() => null, () => null)",
    );
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate(
      "axe.run(document, { resultTypes: ['violations'] })",
    )) as axe.AxeResults;
    for (const { id, nodes } of violations)
      problems.push(`${colorScheme}: ${id}: ${nodes.map(({ html }) => html.slice(0, 300)).join(" ")}`);
  }
  await page.emulateMedia({ colorScheme: before, reducedMotion: null });
  return problems;
}

export async function checkAccess(page: Page, screen: string): Promise<void> {
  const problems = await accessProblems(page);
  if (problems.length > 0) complain(`${screen}, ${problems.join("; ")}`);
}

/**
 * Nothing is cut off at the side, the page does not scroll sideways, and every control can be brought into sight and is
 * then on top. Rows that scroll by themselves may be wider.
 */
const FITS = `(() => {
  const wrong = [];
  const name = (el) => el.tagName.toLowerCase() + "." + el.className + " “" + (el.textContent ?? "").trim().slice(0, 40) + "”";
  const inRow = (el) => el.closest(".sideways") !== null;
  const isShown = (el) => el.checkVisibility({ visibilityProperty: true }) && !el.closest(".unseen, .skip-link, .send-words, .simulation-what, .to-end span, thead, [inert]");
  const { scrollWidth } = document.scrollingElement;
  if (scrollWidth > innerWidth) wrong.push("the page is " + scrollWidth + " wide");
  const over = document.querySelector("dialog[open]:not(.sheet)") ?? document.body;
  for (const el of over.querySelectorAll("*")) {
    if (!isShown(el) || inRow(el) || el.closest("svg")) continue;
    const { left, right, width } = el.getBoundingClientRect();
    if (width > 0 && (left < -1 || right > innerWidth + 1)) wrong.push("beyond the side: " + name(el));
    const { overflowX } = getComputedStyle(el);
    // A field scrolls by itself to where somebody types.
    if (el.matches("input, select, textarea")) continue;
    const cuts = overflowX === "hidden" || overflowX === "clip" || overflowX === "auto";
    if (cuts && el.scrollWidth > el.clientWidth + 1 && !el.matches(".clip, .bar-title, .came-from > span")) wrong.push("cut: " + name(el));
  }
  const before = document.activeElement;
  for (const el of over.querySelectorAll("button, a[href], input, textarea, select, summary")) {
    if (!el.isConnected || !isShown(el) || el.disabled) continue;
    el.scrollIntoView({ block: "center", inline: "center" });
    const { left, right, top, bottom } = el.getBoundingClientRect();
    const x = (Math.max(0, left) + Math.min(innerWidth, right)) / 2;
    const y = (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2;
    const hit = document.elementFromPoint(x, y);
    if (bottom <= 0 || top >= innerHeight || !hit || !(el.contains(hit) || hit.contains(el))) wrong.push("out of reach: " + name(el) + (hit ? " below " + name(hit) : " outside"));
  }
  before?.focus?.({ preventScroll: true });
  return wrong;
})()`;

/** What is beyond the side, cut or out of reach; one sentence each. */
export async function fitProblems(page: Page): Promise<string[]> {
  await settled(page);
  return (await page.evaluate(FITS)) as string[];
}

export async function checkFits(page: Page, screen: string): Promise<void> {
  const wrong = await fitProblems(page);
  if (wrong.length > 0) complain(`${screen}: ${wrong.join("; ")}`);
}

/** The browser tells the page of a new size in its next frames. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(
    "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go, 50))))",
  );
}

/** As a person sets it in the browser: twice as large, with the window as it is. */
export async function largeText(page: Page, isLarge: boolean): Promise<void> {
  await page.evaluate(`document.documentElement.style.fontSize = ${isLarge ? '"200%"' : '""'}`);
}

type Screenshots = { screenshot: (page: Page, name: string) => Promise<void> };

/** Light, dark and large, at the widths that phones have; leaves the page as it was. */
export async function lookAt({ screenshot }: Screenshots, page: Page, screen: string): Promise<void> {
  const before = page.viewportSize();
  await checkAccess(page, screen);
  await screenshot(page, screen);
  await page.setViewportSize({ width: 390, height: 844 });
  await largeText(page, true);
  await checkFits(page, `${screen} at 390×844 with large text`);
  await screenshot(page, `${screen}-large`);
  await largeText(page, false);
  await page.setViewportSize({ width: 320, height: 568 });
  await checkFits(page, `${screen} at 320`);
  await screenshot(page, `${screen}-320`);
  await largeText(page, true);
  await checkFits(page, `${screen} at 320 with large text`);
  await page.evaluate("document.activeElement?.blur?.()");
  await screenshot(page, `${screen}-320-large`);
  await page.setViewportSize({ width: 390, height: 480 });
  await checkFits(page, `${screen} at 390×480 with large text`);
  await largeText(page, false);
  await checkFits(page, `${screen} at 390×480`);
  await screenshot(page, `${screen}-480`);
  if (before) await page.setViewportSize(before);
}

/**
 * All answers are in sight where there is height; else one row has a mark where it goes on. The composer is in the
 * window without scrolling.
 */
export async function checkAnswersInSight(
  page: Page,
  when: string,
  { inOneRow }: { inOneRow: boolean },
): Promise<void> {
  await settled(page);
  const found = (await page.evaluate(`(() => {
    const row = document.querySelector(".questions fieldset .sideways");
    const { left, right } = row.getBoundingClientRect();
    const boxes = [...row.children].map((each) => each.getBoundingClientRect());
    const isSeen = (box) => box.left >= left - 1 && box.right <= right + 1 && box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
    const rows = new Set(boxes.map(({ top }) => Math.round(top))).size;
    const send = document.querySelector(".composer .send").getBoundingClientRect();
    return { areSeen: boxes.every(isSeen), rows, more: row.dataset.more, marks: getComputedStyle(row, "::before").content + getComputedStyle(row, "::after").content, send: send.bottom, height: innerHeight };
  })()`)) as { areSeen: boolean; rows: number; more: string; marks: string; send: number; height: number };
  const isMarkedAt = (end: string, mark: string) => found.more.includes(end) && found.marks.includes(mark);
  const isMarked = found.areSeen || isMarkedAt("before", "‹") || isMarkedAt("after", "›");
  const fits = inOneRow ? found.rows === 1 && isMarked : found.areSeen;
  if (!fits || found.send > found.height) complain(`${when}: answers ${JSON.stringify(found)}`);
}

/** The newest message is between the bar and what is below the conversation, and the composer is in the window. */
export async function checkNewestInSight(page: Page, when: string, { withComposer = true } = {}): Promise<void> {
  await settled(page);
  const found = (await page.evaluate(`(() => {
    const box = (selector) => { const { top, bottom } = document.querySelector(selector).getBoundingClientRect(); return { top, bottom }; };
    const bubbles = document.querySelectorAll(".messages .bubble");
    const { top, bottom } = bubbles[bubbles.length - 1].getBoundingClientRect();
    const height = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--view-height")) || innerHeight;
    return { newest: { top, bottom }, bar: box(".thread-bar"), foot: box(".thread-foot"), send: box(".composer .send"), height };
  })()`)) as { newest: Box; bar: Box; foot: Box; send: Box; height: number };
  const { newest, bar, foot, send, height } = found;
  const isSeen = newest.bottom <= foot.top + 1 && newest.bottom > bar.bottom && foot.bottom <= height + 1;
  const isBeginSeen = newest.top >= bar.bottom - 1 || newest.bottom - bar.bottom > 80;
  const canSend = !withComposer || (send.top >= foot.top && send.bottom <= height);
  if (!isSeen || !isBeginSeen || !canSend) complain(`${when}: ${JSON.stringify(found)}`);
}

/**
 * Every line of every answer's words can be brought into sight as a whole: between the marks of the row, below the bar
 * and above the composer.
 */
const READABLE = `(async () => {
  const wrong = [];
  const foot = document.querySelector(".foot-main");
  const below = () => Math.min(document.querySelector(".composer").getBoundingClientRect().top, foot.getBoundingClientRect().bottom);
  for (const button of document.querySelectorAll(".questions button")) {
    const row = button.closest(".sideways");
    button.scrollIntoView({ block: "nearest", inline: "center" });
    await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
    const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (text.textContent.trim() === "" || text.parentElement.closest(".unseen, .with-keyboard")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (let at = 0; at < range.getClientRects().length; at++) {
        const above = foot.getBoundingClientRect().top;
        let line = range.getClientRects()[at];
        foot.scrollTop += (line.top + line.bottom) / 2 - (above + below()) / 2;
        line = range.getClientRects()[at];
        const { left, right } = row.getBoundingClientRect();
        const wide = (side) => (row.dataset.more ?? "").includes(side) ? parseFloat(getComputedStyle(row, side === "before" ? "::before" : "::after").width) : 0;
        const isWithin = line.left >= left + wide("before") - 1 && line.right <= right - wide("after") + 1;
        const y = (line.top + line.bottom) / 2;
        const isSeen = [line.left + 1, line.right - 1].every((x) => button.contains(document.elementFromPoint(x, y)));
        const isWhole = line.top >= above - 1 && line.bottom <= below() + 1;
        if (!isWithin || !isSeen || !isWhole) wrong.push("“" + text.textContent + "” line " + (at + 1) + JSON.stringify({ isWithin, isSeen, isWhole }));
      }
    }
  }
  foot.scrollTop = 0;
  return wrong;
})()`;

/** No word of an answer is cut at any size of window and letters. */
export async function checkAnswersReadable(page: Page, when: string): Promise<void> {
  await settled(page);
  const wrong = (await page.evaluate(READABLE)) as string[];
  if (wrong.length > 0) complain(`${when}: cut answers: ${wrong.join("; ")}`);
}
