/**
 * `npm run test:import -- [contacts]`: a large file through a real browser. The upload is held and goes on after the
 * page was closed, the import is killed half-way and resumes by itself, the counts are exact, and another one is cancelled.
 */
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { contactFile } from "../../tools/contact-generator.ts";
import { DEMO_ADMIN } from "../../tools/demo/people.ts";
import { play } from "./stage.ts";
import type { Stage } from "./stage.ts";

const CONTACTS = Number(process.argv[2] ?? 300_000);
const TWINS = 1_000;
const WRONG = 500;
const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const IMPORT_LIMIT_MS = 400_000;

const number = (value: number) => value.toLocaleString("en-US");

process.exit(await play(story, { killsWorker: true }));

async function story(stage: Stage): Promise<void> {
  const file = join(tmpdir(), `whistlestop-import-${process.pid}.csv`);
  const twins = [...contactFile(TWINS)].join("").split("\n").slice(1);
  const wrong = Array.from({ length: WRONG }, (_, index) => `No,Number,call me,x${index}@blackhole.example,,`);
  writeFileSync(file, [[...contactFile(CONTACTS)].join(""), ...twins.join("\n"), "\n", wrong.join("\n")].join(""));
  try {
    await importIt(stage, file);
  } finally {
    rmSync(file, { force: true });
  }
}

async function importIt(stage: Stage, file: string): Promise<void> {
  const { check, screenshot, installation } = stage;
  const admin = await stage.openPage("admin", DESK);
  const phone = await stage.openPage("phone", PHONE);
  await check("the admin makes a draft for fictional numbers", async () => {
    for (const page of [phone, admin]) {
      await page.goto("/");
      await page.getByLabel("E-mail").fill(DEMO_ADMIN.email);
      await page.getByLabel("Password").fill(DEMO_ADMIN.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("link", { name: "New campaign" }).waitFor();
    }
    await admin.getByRole("link", { name: "New campaign" }).click();
    await admin.getByLabel("Title").fill("A large list");
    await admin.getByLabel("Due date").fill(new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10));
    await admin.getByRole("button", { name: "Create draft" }).click();
    await admin.getByText("More settings").click();
    await admin.getByLabel("Accept fictional 555 numbers").check();
  });
  await check("the first rows are shown at once, and what is left out, and why, before the import", async () => {
    await choose(admin, file);
    await admin.getByRole("region", { name: "First rows of the file" }).waitFor();
    const total = number(CONTACTS + TWINS + WRONG);
    await admin.getByText(`${number(CONTACTS)} of ${total} rows can be texted`).waitFor({ timeout: IMPORT_LIMIT_MS });
    const leftOut = admin.getByRole("region", { name: "Rows that are left out" });
    await leftOut.getByText(`${number(TWINS)} are repeated numbers`).waitFor();
    await leftOut.getByText(`${number(WRONG)} are not cell phone numbers`).waitFor();
    await shown(admin);
    await screenshot(admin, "import-preview");
    await admin.getByRole("region", { name: "First rows of the file" }).scrollIntoViewIfNeeded();
    await screenshot(admin, "import-preview-rows");
    await admin.setViewportSize(PHONE.viewport);
    await shown(admin);
    await screenshot(admin, "import-preview-phone");
    await admin.setViewportSize(DESK.viewport);
  });
  await check("an upload without a network waits, can be held, and goes on after the page was closed", async () => {
    await admin.route("**/parts/2", (route) =>
      route.fulfill({ json: { ok: false, reason: "unavailable", message: "" } }),
    );
    await admin.getByRole("button", { name: `Upload ${number(CONTACTS)} contacts` }).click();
    await admin.getByText("No connection. Trying again…").waitFor();
    await admin.getByRole("button", { name: "Pause" }).click();
    await admin.getByText("Upload paused").waitFor();
    await shown(admin);
    await screenshot(admin, "upload-paused");
    await admin.unroute("**/parts/2");
    await admin.reload();
    await admin.getByText("was only partly uploaded").waitFor();
    await shown(admin);
    await screenshot(admin, "upload-open");
    await choose(admin, file);
    await admin.getByRole("button", { name: /Continue uploading \(1 of/ }).click();
    await admin.getByText("Importing contacts").waitFor({ timeout: IMPORT_LIMIT_MS });
  });
  await check("an import that is killed half-way resumes by itself and ends with exact counts", async () => {
    await admin.getByText(/rows\/s/).waitFor({ timeout: IMPORT_LIMIT_MS });
    await phone.goto(new URL(admin.url()).pathname);
    await phone.getByText("Importing contacts").waitFor();
    await shown(admin);
    await shown(phone);
    await screenshot(admin, "import-running");
    await screenshot(phone, "import-running-phone");
    await installation.worker.kill();
    const started = await installation.worker.start();
    if (!started.ok) throw new Error(started.message);
    const done = admin.getByText(`${number(CONTACTS)} imported, ${number(TWINS + WRONG)} left out`);
    await done.and(admin.locator("output")).waitFor({ timeout: IMPORT_LIMIT_MS });
    await admin.getByText(`${number(TWINS + WRONG)} rows were left out`).click();
    await shown(admin);
    await screenshot(admin, "import-done");
  });
  await check("every refused row can be downloaded, with its line, its reason and its values", async () => {
    const download = admin.waitForEvent("download");
    await admin.getByRole("link", { name: "Download all left-out rows" }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await download).createReadStream()) chunks.push(Buffer.from(chunk));
    const lines: string[] = Buffer.concat(chunks).toString("utf8").trimEnd().split("\r\n");
    if (lines.length !== 1 + TWINS + WRONG) throw new Error(`${lines.length - 1} rows were downloaded.`);
    const reasons = lines.slice(1).map((line) => line.split(",")[1]);
    const count = (reason: string) => reasons.filter((each) => each === reason).length;
    if (count("duplicate") !== TWINS || count("words") !== WRONG) throw new Error(lines.slice(0, 3).join(" / "));
  });
  await check("another import is cancelled, and leaves what was there", async () => {
    await choose(admin, file);
    await admin.getByText("Add to them").click();
    await admin.getByRole("button", { name: /^Upload / }).click();
    await admin.getByRole("button", { name: "Cancel the import" }).click({ timeout: IMPORT_LIMIT_MS });
    await admin.getByText("None of its contacts were kept").waitFor({ timeout: IMPORT_LIMIT_MS });
    await admin.reload();
    await admin.getByText(`${number(CONTACTS)} contacts`, { exact: true }).waitFor();
    await shown(admin);
    await screenshot(admin, "import-cancelled");
  });
}

/** The section of contacts is further down the page. */
async function shown(page: Page): Promise<void> {
  const heading = page.getByRole("heading", { name: "Contacts", exact: true });
  await heading.evaluate((each: { scrollIntoView(how: object): void }) => {
    each.scrollIntoView({ behavior: "instant", block: "start" });
  });
  // Below the bar that stays at the top.
  await page.mouse.wheel(0, -120);
}

async function choose(page: Page, file: string): Promise<void> {
  await page.getByLabel("CSV file with contacts").setInputFiles(file);
}
