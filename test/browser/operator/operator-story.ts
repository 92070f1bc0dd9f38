/**
 * `npm run test:operator`: the installation's superadmin in a real browser, at a desk and on a phone: numbers are searched,
 * bought, compared with the carrier, taken over and given back; and somebody calls a number.
 */
import type { Page } from "playwright-core";
import { connect } from "../../../db/client.ts";
import { DEMO_ADMIN } from "../../../tools/demo/people.ts";
import type { Installation } from "../../../tools/local/installation.ts";
import { LOCAL_DATABASE_URL } from "../../../tools/local/postgres/neon-server.ts";
import { DEMO_ACCOUNT } from "../../../twilio/emulator/settings.ts";
import { play, until } from "../stage.ts";
import type { Stage } from "../stage.ts";

const DESK = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
/** Of the demo's own Messaging Service. */
const OWN_NUMBER = "+16175550100";

process.exit(await play(story));

type Resources = { accounts: { numbers: { number: string; name: string }[] }[] };

async function story(stage: Stage): Promise<void> {
  const { check, screenshot, installation } = stage;
  const bought = async (): Promise<string[]> => {
    const response = await fetch(`${installation.carrierOrigin}/control/numbers`);
    // The emulator's own answer.
    const { accounts } = (await response.json()) as Resources;
    return accounts.flatMap(({ numbers }) =>
      numbers.flatMap(({ name, number }) => (name === "Whistlestop" ? number : [])),
    );
  };
  const desk = await stage.openPage("superadmin", DESK);

  await check("the superadmin finds the installation in the menu", async () => {
    await signIn(desk);
    await desk.getByRole("button", { name: /^Account/ }).click();
    await desk.getByRole("link", { name: "Installation" }).click();
    await desk.getByRole("heading", { name: "Numbers", exact: true }).waitFor();
    await desk.getByRole("heading", { name: "No numbers yet" }).waitFor();
  });
  await check("a search says what the carrier has and what it costs", async () => {
    await desk.getByRole("textbox", { name: "Area code" }).fill("413");
    await desk.getByRole("button", { name: "Search" }).click();
    await desk.getByText("100 or more numbers for sale, $1.15 a month each.").waitFor();
    await desk.getByLabel("How many").fill("3");
    await screenshot(desk, "numbers-search");
  });
  await check("a purchase shows how far it is, and the inventory what came of it", async () => {
    await desk.getByRole("button", { name: "Buy 3 numbers for $3.45 a month" }).click();
    await desk.getByText("Done: 3 of 3 numbers, area code 413").waitFor();
    await desk.getByRole("link", { name: /^413/ }).waitFor();
    if ((await bought()).length !== 3) throw new Error(`the carrier has sold ${(await bought()).join()}`);
    await screenshot(desk, "numbers-bought");
  });
  await check("an area code that the carrier does not have is said in words", async () => {
    await desk.getByRole("textbox", { name: "Area code" }).fill("222");
    await desk.getByRole("button", { name: "Search" }).click();
    await desk.getByText("The carrier has no such numbers").waitFor();
    await desk.getByRole("textbox", { name: "Area code" }).fill("4");
    await desk.getByRole("button", { name: "Search" }).click();
    await desk.getByText("An area code has three digits").first().waitFor();
  });
  await check("the check with the carrier names numbers that only the carrier has, and one is taken over", async () => {
    await desk.getByRole("button", { name: "Check now" }).click();
    const own = desk.getByRole("checkbox", { name: /\(617\) 555-0100/ });
    await own.waitFor();
    await screenshot(desk, "numbers-check");
    await own.check();
    await desk.getByRole("button", { name: "Take over 1 number" }).click();
    await desk.getByText("1 number taken over.").waitFor();
    await desk.getByRole("link", { name: /^617/ }).waitFor();
  });
  await check("a call to a number is answered", async () => {
    await until("the call", async () => {
      const response = await fetch(`${installation.carrierOrigin}/control/calls`, {
        method: "POST",
        body: JSON.stringify({ from: "+16174440001", to: OWN_NUMBER }),
      });
      const { outcome } = (await response.json()) as { outcome?: { verb: string } };
      // Nobody texts from it yet: the call is not taken.
      return outcome?.verb === "Reject" || JSON.stringify(outcome);
    });
  });
  await check("free numbers are given back", async () => {
    await desk.getByRole("link", { name: /^413/ }).click();
    await desk.getByRole("heading", { name: "Area code 413" }).waitFor();
    await desk.getByRole("checkbox").first().check();
    await desk.getByRole("button", { name: "Give back 1 number" }).click();
    await desk.getByRole("dialog").getByRole("button", { name: "Give back" }).click();
    await desk.getByText("1 number goes back to the carrier.").waitFor();
    await until("the carrier", async () => (await bought()).length === 2 || (await bought()).join());
  });
  await check("organizations and carrier accounts have a screen each", async () => {
    await desk.getByRole("link", { name: "Organizations" }).click();
    await desk
      .getByText(/1 person|people/)
      .first()
      .waitFor();
    await desk
      .getByRole("link", { name: /^Its own numbers/ })
      .first()
      .click();
    await desk.getByRole("heading", { name: "Numbers of one organization" }).waitFor();
    await desk.getByRole("heading", { name: "No numbers yet" }).waitFor();
    await screenshot(desk, "numbers-own-pool");
    await desk.getByRole("link", { name: "Carrier accounts" }).click();
    await desk.getByRole("heading", { name: "The installation’s account" }).waitFor();
  });
  await check("the health of numbers has a screen, which says when nothing was sent", async () => {
    await desk.getByRole("link", { name: "Health" }).click();
    await desk.getByRole("heading", { name: "Number health" }).waitFor();
    await screenshot(desk, "number-health");
  });
  await check("an admin sets what callers hear", async () => {
    await desk.goto("/admin/settings");
    await desk.getByLabel("Callers").selectOption("say");
    await desk.getByLabel("What is said").fill("Riverton Votes only texts. Please write to us.");
    const form = desk.locator("form", { has: desk.getByRole("heading", { name: "Phone calls" }) });
    await form.getByRole("button", { name: /^Save/ }).click();
    await desk.getByText("Saved. Calls are answered this way from now on.").waitFor();
  });

  await check("an admin completes the registration, which says what is missing and what ends soon", async () => {
    await desk.goto("/admin/settings/registration");
    await desk.getByText(/^It is not entered\./).waitFor();
    await desk.getByText("This is a simulation").waitFor();
    await desk.getByLabel("Business number").fill("twelve");
    await desk.getByRole("button", { name: /^Save/ }).click();
    await desk
      .getByText(/enter an EIN like 12-3456789/i)
      .first()
      .waitFor();
    await desk.getByLabel("Business number").fill("12-3456789");
    await desk.getByLabel("Yes: a campaign, party or committee").check();
    const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await desk.getByLabel("Last day of the Campaign Verify token").fill(soon);
    await desk.getByRole("button", { name: /^Save/ }).click();
    await desk.getByText(/^The token ends in/).waitFor();
    await desk.getByRole("button", { name: "Ask the carrier again" }).click();
    await desk.getByText(/^The carrier said so/).waitFor();
    await screenshot(desk, "registration");
    await desk.goto("/admin");
    await desk.getByText("Campaign Verify ends soon").waitFor();
  });
  await check("an admin sees the health of the organization’s numbers", async () => {
    await desk.goto("/admin/settings/number-health");
    await desk.getByRole("heading", { name: "Number health" }).waitFor();
    await desk.getByRole("heading", { name: "No texts in the last 24 hours" }).waitFor();
    await sendersHaveTexted(installation);
    await desk.reload();
    const filtered = desk.getByRole("row", { name: /\(617\) 555-0101/ });
    await filtered.getByText("Unhealthy").waitFor();
    await desk
      .getByRole("row", { name: /\(617\) 555-0100/ })
      .getByText("In order")
      .waitFor();
    await desk.getByRole("heading", { name: "By Messaging Service" }).waitFor();
    await screenshot(desk, "number-health-organization");
  });

  const phone = await stage.openPage("phone", PHONE);
  await check("the same on a phone", async () => {
    await signIn(phone);
    await phone.goto("/operator");
    await phone.getByRole("link", { name: /^413/ }).waitFor();
    await screenshot(phone, "numbers-phone");
    await phone.goto("/operator/health");
    await phone.getByRole("heading", { name: "Number health" }).waitFor();
    await phone.getByText("Unhealthy").waitFor();
    await screenshot(phone, "number-health-phone");
    await phone.goto("/admin/settings/registration");
    await phone.getByText(/^The token ends in/).waitFor();
    await screenshot(phone, "registration-phone");
  });
}

/** As queues record it: one number delivers, another one is filtered by networks. */
async function sendersHaveTexted({ databaseEndpoint }: Installation): Promise<void> {
  const { $client } = connect(LOCAL_DATABASE_URL, { fetchEndpoint: databaseEndpoint });
  const hour = Math.floor(Date.now() / 3_600_000) - 1;
  for (const [sender, delivered, filtered] of [
    [OWN_NUMBER, 118, 0],
    ["+16175550101", 70, 45],
  ] as const) {
    await $client.query(
      `INSERT INTO sender_hours (org_id, queue_key, sender, hour, service, texts, delivered, failed, filtered, refused, opt_outs, at, version)
       SELECT id, 'c1.1', $1, $2, $3, 120, $4, $5, $5, 0, 2, now(), 1 FROM organizations LIMIT 1`,
      [sender, hour, DEMO_ACCOUNT.serviceSid, delivered, filtered],
    );
  }
}

async function signIn(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByLabel("E-mail").fill(DEMO_ADMIN.email);
  await page.getByLabel("Password").fill(DEMO_ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: /^Account/ }).waitFor();
}
