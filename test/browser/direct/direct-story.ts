/**
 * `npm run test:direct`: API tokens, and a person's own number in a real browser, at a desk and on a phone: it is given, texted, answered,
 * stopped and taken back.
 */
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { createApiClient, need } from "../../../tools/demo/api-client.ts";
import { DEMO_ADMIN, DEMO_PASSWORD } from "../../../tools/demo/people.ts";
import { carrierOf } from "../carrier.ts";
import { play, until } from "../stage.ts";
import type { Stage } from "../stage.ts";

const DESK = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const TESS = { email: "tess@riverton.example", firstName: "Tess", lastName: "Okonkwo", password: DEMO_PASSWORD };
const PEER = "+16172345671";
const PEER_SHOWN = "(617) 234-5671";

process.exit(await play(story, { shots: "direct" }));

async function story(stage: Stage): Promise<void> {
  const { check, screenshot, installation } = stage;
  const carrier = carrierOf(installation);
  const api = createApiClient(installation.origin);
  need("Signing in", await api.post("/api/auth/sign-in", { email: DEMO_ADMIN.email, password: DEMO_ADMIN.password }));
  need("Adding", await api.post("/api/admin/people", { ...TESS, role: "TEXTER" }));
  await stockThePool(stage);
  const admin = await stage.openPage("admin", DESK);
  const tess = await stage.openPage("texter", PHONE);

  await check("an owner makes an API token, which is shown once", async () => {
    await signIn(admin, DEMO_ADMIN);
    await admin.goto("/admin/settings");
    const section = admin.getByRole("region", { name: "API tokens" });
    await section.getByText("No tokens yet.").waitFor();
    await section.getByRole("button", { name: "Make token" }).click();
    await section.getByText("Enter the name of the program that will use it.").first().waitFor();
    await section.getByLabel("New token for").fill("Billing");
    await section.getByRole("button", { name: "Make token" }).click();
    await section.getByText("Copy it now and keep it secret. It is not shown again.").waitFor();
    const token = await section.getByLabel("API token for Billing").inputValue();
    if (!token.startsWith("whistlestop_o")) throw new Error(`the token is ${token}`);
    await section.getByRole("button", { name: "Revoke Billing" }).waitFor();
    await screenshot(admin, "token-made");
    await admin.reload();
    await section.getByRole("button", { name: "Revoke Billing" }).waitFor();
    if (await section.getByText(token).count()) throw new Error("it is shown again");
  });
  await check("and revokes it", async () => {
    const section = admin.getByRole("region", { name: "API tokens" });
    await section.getByRole("button", { name: "Revoke Billing" }).click();
    await screenshot(admin, "token-revoked");
    await admin.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
    await section.getByText("No tokens yet.").waitFor();
    // The story is played at any hour.
    const form = admin.getByRole("form", { name: "Phone service" });
    await form.getByText("Text within the texting hours only").click();
    await until("the box", async () => !(await form.getByRole("checkbox").isChecked()) || "it is checked");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("Saved. It applies within a few seconds.").waitFor();
  });
  await check("an admin gives a person a number", async () => {
    await admin.goto("/admin/people");
    await admin.getByRole("button", { name: "Phone number of Tess Okonkwo" }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByText("No number yet.").waitFor();
    await dialog.getByLabel("Area code").selectOption("413");
    await dialog.getByRole("button", { name: "Give a number" }).click();
    await dialog.getByText(/is theirs now/).waitFor();
    await screenshot(admin, "number-given");
  });
  const number = await numberOfTess(api);

  await check("the person finds it on their phone, without a campaign", async () => {
    await signIn(tess, TESS);
    await tess.getByRole("link", { name: "Open direct texts" }).tap();
    await tess.getByText("No texts yet").waitFor();
    await screenshot(tess, "no-texts-phone");
  });
  await check("a text to the number appears by itself", async () => {
    await until("the number's address", () => textTo(stage, number, "Is the rally on Saturday?"), 60_000);
    await tess.getByRole("link", { name: new RegExp(`${PEER_SHOWN.replace(/[()]/g, "\\$&")}.*1 new`) }).waitFor();
    await screenshot(tess, "new-text-phone");
  });
  await check("it is read and answered, and its delivery is shown", async () => {
    await tess.getByRole("link", { name: PEER_SHOWN }).tap();
    const log = tess.getByRole("log");
    await log.getByText("Is the rally on Saturday?").waitFor();
    await tess.getByLabel(`Your text to ${PEER_SHOWN}`).fill("Yes, at ten.");
    await tess.getByText("1 segment, 148 characters left in it").waitFor();
    await tess.getByRole("button", { name: "Send" }).dblclick();
    await log.getByText("Yes, at ten.").waitFor();
    await log.getByText("Delivered").waitFor();
    const sent = (await carrier.texts()).filter(({ to }) => to === PEER);
    if (sent.length !== 1 || sent[0]?.from !== number) throw new Error(JSON.stringify(sent));
    await screenshot(tess, "answered-phone");
  });
  await check("without a network a text waits on the phone, and goes once afterwards", async () => {
    await tess.context().setOffline(true);
    await tess.getByLabel(`Your text to ${PEER_SHOWN}`).fill("Bring a friend!");
    await tess.getByRole("button", { name: "Send" }).tap();
    await tess.getByRole("log").getByText("Bring a friend!").waitFor();
    await screenshot(tess, "offline-phone");
    await tess.context().setOffline(false);
    await until("the text", async () => {
      const sent = (await carrier.texts()).filter(({ body }) => body === "Bring a friend!");
      return sent.length === 1 || `${sent.length} sent`;
    });
    await tess.getByText("Delivered").nth(1).waitFor({ timeout: 30_000 });
  });
  await check("with the keyboard up the newest text stays in sight", async () => {
    await tess.setViewportSize({ width: 390, height: 420 });
    await tess.getByLabel(`Your text to ${PEER_SHOWN}`).focus();
    await tess.getByRole("log").getByText("Bring a friend!").waitFor();
    await screenshot(tess, "keyboard-phone");
    await tess.setViewportSize(PHONE.viewport);
  });
  await check("STOP closes the composer, which says what is possible; START opens it", async () => {
    if ((await textTo(stage, number, "STOP")) !== true) throw new Error("STOP was not taken");
    await tess.getByText("This number has opted out").waitFor();
    await tess.getByLabel(`Your text to ${PEER_SHOWN}`).fill("Wait");
    if (await tess.getByRole("button", { name: "Send" }).isEnabled()) throw new Error("it could be sent");
    await screenshot(tess, "opted-out-phone");
    if ((await textTo(stage, number, "START")) !== true) throw new Error("START was not taken");
    await tess.getByText("This number has opted out").waitFor({ state: "detached" });
    await tess.getByRole("button", { name: "Send" }).and(tess.locator(":enabled")).waitFor();
  });
  await check("at a desk the list and the conversation are side by side", async () => {
    await tess.setViewportSize(DESK.viewport);
    await tess.getByRole("button", { name: "New text" }).waitFor();
    await screenshot(tess, "side-by-side-desk");
    await tess.getByRole("button", { name: "New text" }).click();
    await tess.getByLabel("Phone number").fill("12");
    await tess.getByRole("button", { name: "Write" }).click();
    await tess.getByText("Enter a phone number with its area code").waitFor();
    await screenshot(tess, "new-text-desk");
    await tess.getByRole("button", { name: "Cancel" }).click();
    await tess.setViewportSize(PHONE.viewport);
  });
  await check("the number is taken back, and the conversation is closed at once", async () => {
    const dialog = admin.getByRole("dialog");
    await dialog.getByRole("button", { name: /^Take back/ }).click();
    await screenshot(admin, "take-back");
    await dialog.getByRole("button", { name: "Take it back" }).click();
    await dialog.getByText(/was taken back/).waitFor();
    await tess.goto("/direct");
    await tess.getByText("You have no number of your own").waitFor();
    await screenshot(tess, "no-number-phone");
  });
}

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto("/");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByLabel("E-mail").waitFor({ state: "detached" });
}

/** The operator buys numbers for the pool. */
async function stockThePool({ installation }: Stage): Promise<void> {
  const operator = createApiClient(installation.origin);
  const headers = { authorization: `Bearer ${installation.secrets.SETUP_TOKEN}`, "content-type": "application/json" };
  const job = JSON.stringify({ jobId: randomUUID(), search: { areaCode: "413" }, count: 3 });
  need("Buying", await operator.post("/api/setup/numbers/shared/buy", job, headers));
  const free = async () => {
    const api = createApiClient(installation.origin);
    need("Signing in", await api.post("/api/auth/sign-in", { email: DEMO_ADMIN.email, password: DEMO_ADMIN.password }));
    return (await numbersOfTess(api)).areaCodes.length > 0 || "no number is free";
  };
  await until("the numbers", free, 60_000);
}

type Api = ReturnType<typeof createApiClient>;
type Numbers = { ok: true; numbers: { number: string }[]; areaCodes: { areaCode: string }[] };
type People = { ok: true; people: { personId: string; email: string }[] };

async function numbersOfTess(api: Api): Promise<Numbers> {
  const { people } = need("People", await api.get<People>("/api/admin/people"));
  const personId = people.find(({ email }) => email === TESS.email)?.personId ?? "";
  return need("Numbers", await api.get<Numbers>(`/api/admin/people/${personId}/numbers`));
}

async function numberOfTess(api: Api): Promise<string> {
  return (await numbersOfTess(api)).numbers[0]?.number ?? "";
}

/** The peer texts the number; true once the webhook was answered. */
async function textTo({ installation }: Stage, to: string, body: string): Promise<true | string> {
  const response = await fetch(`${installation.carrierOrigin}/control/inbound`, {
    method: "POST",
    body: JSON.stringify({ from: PEER, to, body }),
  });
  const answer = await response.text();
  const { answers } = JSON.parse(answer) as { answers?: { status: number }[] };
  return answers?.[0]?.status === 200 || answer;
}
