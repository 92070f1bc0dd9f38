/**
 * What a story in the browser needs: a fresh installation with an organization, pages, screenshots, a count of checks.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { createAudit } from "./audit.ts";
import { createApiClient, need } from "../../tools/demo/api-client.ts";
import { DEMO_ADMIN, DEMO_ORGANIZATION } from "../../tools/demo/people.ts";
import { projectRoot } from "../../tools/local/bundle.ts";
import { startInstallation } from "../../tools/local/installation.ts";
import type { Installation } from "../../tools/local/installation.ts";
import { freePorts } from "../../tools/local/ports.ts";
import { DEMO_ACCOUNT } from "../../twilio/emulator/settings.ts";

export type Stage = {
  installation: Installation;
  /** All state of the installation. */
  folder: string;
  /** A page of its own browser profile; every error that its console shows becomes a failed check. */
  openPage: (name: string, options: BrowserContextOptions) => Promise<Page>;
  /** Into `.screenshots/`, numbered in the order of the play. */
  screenshot: (page: Page, name: string) => Promise<void>;
  /** One sentence of the story; the first that fails ends it. Every page is audited after it (audit.ts). */
  check: (sentence: string, play: () => Promise<void>) => Promise<void>;
};

const CHROMIUM = process.env["CHROMIUM"] || "/usr/bin/chromium";
const QUIET_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
/** The browser reports every refusal as an error; `me` is refused before anybody has signed in. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/;
/** The browser's error for a server that the story has killed. */
const UNREACHED =
  /net::ERR_(CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE|INTERNET_DISCONNECTED)|WebSocket connection to .* failed/;
/** The browser's error while a story has taken the network away. */
const OFFLINE = /net::ERR_INTERNET_DISCONNECTED/;
/** Longest wait for anything that a person would see at once. */
export const PATIENCE_MS = 15_000;

/** `shots`: a folder of its own below `.screenshots/`. */
type PlayOptions = { killsWorker?: boolean; hasCarrier?: boolean; shots?: string };

/** A first text that has just come is not sent by a press that was meant for the one before it. */
export const readFirstText = (): Promise<void> => sleep(600);

/** As an installation is deployed that is a simulation and has no secrets of a carrier. */
const NO_CARRIER = { TWILIO_ACCOUNT_SID: "", TWILIO_AUTH_TOKEN: "" };

/** Plays, tears down, and prints how many checks passed; the exit code of the play. */
export async function play(
  story: (stage: Stage) => Promise<void>,
  { killsWorker = false, hasCarrier = true, shots = "" }: PlayOptions = {},
): Promise<number> {
  if (!existsSync(CHROMIUM)) {
    console.error(`There is no Chromium at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM to its path.`);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), "whistlestop-browser-"));
  const [port = 0] = await freePorts(1);
  const started = await startInstallation({
    folder,
    port,
    // Contacts answer only what the story makes them answer.
    carrierSettings: { autoReplies: { dropRatio: 1 } },
    // Texts that need a decision wait for the admin in the story, and an absence is proven while they watch.
    vars: {
      UNKNOWN_LOOK_UP_AFTER_MS: "600000",
      ABSENCE_IS_PROOF_AFTER_MS: "1000",
      ...(hasCarrier ? {} : NO_CARRIER),
    },
  });
  if (!started.ok) throw new Error(started.message);
  const { installation } = started;
  const score = { passed: 0, failed: 0 };
  let browser: Browser | null = null;
  try {
    await makeOrganization(installation, hasCarrier);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET_FLAGS });
    await story(setUp({ installation, folder }, browser, score, killsWorker ? UNREACHED : null, shots));
  } catch (error) {
    if (score.failed === 0) score.failed = 1;
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  } finally {
    await browser?.close();
    await installation.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${score.passed} passed, ${score.failed} failed`);
  return score.failed === 0 ? 0 : 1;
}

function setUp(
  { installation, folder }: Pick<Stage, "installation" | "folder">,
  browser: Browser,
  score: { passed: number; failed: number },
  tolerated: RegExp | null,
  shotsFolder: string,
): Stage {
  const shots = join(projectRoot, ".screenshots", shotsFolder);
  rmSync(shots, { recursive: true, force: true });
  mkdirSync(shots, { recursive: true });
  const pages = new Map<string, Page>();
  const audit = createAudit(shots);
  let taken = 0;

  const screenshot: Stage["screenshot"] = async (page, name) => {
    taken += 1;
    await page.screenshot({ path: join(shots, `${String(taken).padStart(2, "0")}-${name}.png`) });
  };
  const errors: string[] = [];
  return {
    installation,
    folder,
    screenshot,
    openPage: async (name, options) => {
      const context = await browser.newContext({ ...options, baseURL: installation.origin, locale: "en-US" });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      page.on("pageerror", (error) => errors.push(`${name}: ${error.message}`));
      page.on("console", (message) => {
        const text = message.text();
        if (message.type() !== "error" || REFUSED.test(text) || OFFLINE.test(text) || tolerated?.test(text)) return;
        errors.push(`${name}: ${text}`);
      });
      pages.set(name, page);
      return page;
    },
    check: async (sentence, act) => {
      try {
        await act();
        for (const [name, page] of pages) await audit.look(name, page);
        if (errors.length > 0) throw new Error(`the console says: ${errors.splice(0).join("; ")}`);
        score.passed += 1;
        console.log(`  ok    ${sentence}`);
      } catch (error) {
        score.failed += 1;
        console.log(`  FAIL  ${sentence}`);
        for (const [name, page] of pages) await screenshot(page, `failed-${name}`).catch(() => {});
        throw error;
      }
    },
  };
}

/** By the operator's call, as a self-hoster does it; then the carrier gets the address for inbound texts. */
async function makeOrganization({ origin, carrierOrigin, secrets }: Installation, hasCarrier: boolean): Promise<void> {
  const { name, messagingServiceSid } = DEMO_ORGANIZATION;
  const body = {
    superadmin: true,
    organization: name,
    ...(hasCarrier ? { messagingServiceSid } : {}),
    admin: DEMO_ADMIN,
  };
  const authorization = `Bearer ${secrets.SETUP_TOKEN}`;
  const made = await createApiClient(origin).post<{ ok: true; orgId: string }>("/api/setup", body, { authorization });
  const { orgId } = need("Setting up", made);
  const { serviceSid, numbers } = DEMO_ACCOUNT;
  await fetch(`${carrierOrigin}/control/services/${serviceSid}`, {
    method: "PUT",
    body: JSON.stringify({
      numbers,
      inboundUrl: `${origin}/webhooks/twilio/${orgId}/inbound`,
      fallbackUrl: `${origin}/webhooks/twilio/${orgId}/fallback`,
    }),
  });
}

/** Waits until the condition holds; else fails with what it said last. */
export async function until(
  what: string,
  condition: () => Promise<true | string>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  let last: true | string = "";
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(100)) {
    last = await condition();
    if (last === true) return;
  }
  throw new Error(`${what}: ${last}`);
}
