/** A screen for somebody without a mouse: Tab reaches every control, in sight and with a ring around it. */
import type { Page } from "playwright-core";

/** More than any screen has; a list that is longer repeats itself. */
const MOST_PRESSES = 120;

type Focused = { at: number; name: string; isMarked: boolean; isSeen: boolean } | null;

/** From the top, also of a dialog that is open. */
const BEGIN = `(() => {
  globalThis.reached = [];
  const over = document.querySelector("dialog[open]:not(.sheet)") ?? document.body;
  const had = over.getAttribute("tabindex");
  over.setAttribute("tabindex", "-1");
  over.focus({ preventScroll: true });
  if (had === null) over.removeAttribute("tabindex");
})()`;

const FOCUSED = `(() => {
  const el = document.activeElement;
  if (!el || el === document.body || el === document.documentElement) return null;
  let at = globalThis.reached.indexOf(el);
  if (at < 0) at = globalThis.reached.push(el) - 1;
  // Where a control is drawn by its label, the label has the ring.
  const rings = [el, el.closest("label"), el.parentElement].filter(Boolean);
  const isMarked = rings.some((each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || (each !== el.parentElement && boxShadow !== "none");
  });
  const box = (el.closest("label:has(.unseen)") ?? el).getBoundingClientRect();
  const x = Math.min(Math.max(box.left + Math.min(box.width, 40) / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 0), innerHeight - 1);
  const hit = document.elementFromPoint(x, y);
  const label = el.closest("label");
  const isOn = hit !== null && (el.contains(hit) || hit.contains(el) || (label !== null && (label.contains(hit) || hit.contains(label))));
  const isSeen = box.bottom > 0 && box.top < innerHeight && isOn;
  const name = el.tagName.toLowerCase() + " “" + (el.getAttribute("aria-label") ?? el.textContent ?? "").trim().slice(0, 40) + "”";
  return { at, name, isMarked, isSeen };
})()`;

const MISSED = `(() => {
  const over = document.querySelector("dialog[open]:not(.sheet)") ?? document.body;
  const wanted = "a[href], button, input, textarea, select, summary";
  return [...over.querySelectorAll(wanted)].filter((el) => {
    if (el.disabled || el.tabIndex < 0 || !el.checkVisibility({ visibilityProperty: true }) || el.closest("[inert]")) return false;
    // One of a group of radio buttons is reached by Tab, the others by arrows.
    if (el.type === "radio" && globalThis.reached.some((each) => each.type === "radio" && each.name === el.name)) return false;
    return !globalThis.reached.includes(el);
  }).map((el) => el.tagName.toLowerCase() + " “" + (el.getAttribute("aria-label") ?? el.textContent ?? "").trim().slice(0, 40) + "”");
})()`;

/** One sentence each. Leaves the focus and the place where they were. */
export async function keyboardProblems(page: Page): Promise<string[]> {
  const before = await page.evaluateHandle("[document.activeElement, scrollX, scrollY]");
  await page.evaluate(BEGIN);
  const wrong: string[] = [];
  let last = -1;
  let presses = 0;
  for (; presses < MOST_PRESSES; presses++) {
    await page.keyboard.press("Tab");
    const focused = (await page.evaluate(FOCUSED)) as Focused;
    // Beyond the last one the focus is outside the page.
    if (focused === null || focused.at < last) break;
    // A field for a date has several stops.
    if (focused.at === last) continue;
    last = focused.at;
    if (!focused.isMarked) wrong.push(`Tab shows no ring on ${focused.name}`);
    if (!focused.isSeen) wrong.push(`Tab leads out of sight to ${focused.name}`);
  }
  if (presses < MOST_PRESSES)
    for (const each of (await page.evaluate(MISSED)) as string[]) wrong.push(`Tab does not reach ${each}`);
  await before.evaluate("([el, x, y]) => { el?.focus?.({ preventScroll: true }); scrollTo(x, y); }");
  await before.dispose();
  return wrong;
}
