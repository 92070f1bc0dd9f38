/**
 * A part of the story: somebody forgets their password and gets back in by a link, changes it, and has an account at a second
 * organization with the same e-mail.
 */
import type { Page } from "playwright-core";
import { createApiClient, need } from "../../../tools/demo/api-client.ts";
import type { Stage } from "../stage.ts";
import { checkFits, largeText } from "../texter-app/screens.ts";

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
const FROM_LINK = "a password by a link";
const CHANGED = "a password of her own";

/** `texter` is signed in as the person with this e-mail, and is signed out afterwards. */
export async function forgetPassword(
  stage: Stage,
  { admin, texter, email }: { admin: Page; texter: Page; email: string },
): Promise<void> {
  const { check, screenshot, installation } = stage;
  let link = "";

  await check("the sign-in says what to do about a forgotten password", async () => {
    const stranger = await stage.openPage("stranger", { viewport: PHONE });
    await stranger.goto("/");
    await stranger.getByText("Forgot your password? Ask an organizer of your campaign").waitFor();
    await onAllSizes(stage, stranger, "forgot");
  });
  await check("the admin makes a link for a new password", async () => {
    await admin.setViewportSize(DESK);
    await admin.goto("/admin/people");
    await admin.getByRole("button", { name: "New password link for Tess Okonkwo" }).waitFor();
    await onAllSizes(stage, admin, "people");
    await admin.getByRole("button", { name: "New password link for Tess Okonkwo" }).click();
    await onAllSizes(stage, admin, "password-link-ask");
    await admin.getByRole("button", { name: "Make the link" }).click();
    const field = admin.getByLabel("Link for a new password");
    await field.waitFor();
    link = await field.inputValue();
    await onAllSizes(stage, admin, "password-link");
    await admin.getByRole("button", { name: "Done" }).click();
    if (!link.startsWith(`${installation.origin}/new-password#`)) throw new Error(`the link is ${link}`);
  });
  const phone = await stage.openPage("back", { viewport: PHONE, isMobile: true, hasTouch: true });
  await check("the texter chooses a new password by it, on another phone, and is signed in", async () => {
    await phone.goto(link);
    await phone.getByRole("heading", { name: "Choose a new password" }).waitFor();
    await onAllSizes(stage, phone, "new-password");
    await phone.getByLabel("New password").fill("12345678");
    await phone.getByRole("button", { name: "Save and sign in" }).tap();
    await phone.getByText("This password is too easy to guess").waitFor();
    await screenshot(phone, "new-password-weak");
    await phone.getByLabel("New password").fill(FROM_LINK);
    await phone.getByRole("button", { name: "Save and sign in" }).tap();
    await phone.getByRole("heading", { name: "Your campaigns" }).waitFor();
  });
  await check("the former phone is signed out by itself, and the link works no second time", async () => {
    await texter.getByText("You have been signed out.").waitFor();
    await texter.goto(link);
    await texter.getByRole("heading", { name: "This link does not work" }).waitFor();
    await onAllSizes(stage, texter, "link-over");
  });
  await check("a signed-in person changes their own password", async () => {
    await phone.getByRole("button", { name: /^Account/ }).tap();
    await screenshot(phone, "account-menu");
    await phone.getByRole("button", { name: "Change password" }).tap();
    const dialog = phone.getByRole("dialog");
    await dialog.getByLabel("Current password").fill("not the password");
    await dialog.getByLabel("New password").fill(CHANGED);
    await dialog.getByRole("button", { name: "Change password", exact: true }).tap();
    await dialog.getByText("This is not your current password.").waitFor();
    await onAllSizes(stage, phone, "change-password");
    await dialog.getByLabel("Current password").fill(FROM_LINK);
    await dialog.getByRole("button", { name: "Change password", exact: true }).tap();
    await phone.getByRole("heading", { name: "Your password is changed" }).waitFor();
    await screenshot(phone, "password-changed");
    await phone.getByRole("button", { name: "Done" }).tap();
  });
  const signIn = async () => {
    await texter.getByLabel("E-mail").fill(email);
    await texter.getByLabel("Password").fill(CHANGED);
    await texter.getByRole("button", { name: "Sign in" }).tap();
  };
  await check("with the same password at two organizations, a session that ended goes on where it was", async () => {
    const tess = { email, password: CHANGED, firstName: "Tess", lastName: "Okonkwo" };
    const authorization = `Bearer ${installation.secrets.SETUP_TOKEN}`;
    const second = { organization: "Hadley Votes", admin: tess };
    need("Setting up", await createApiClient(installation.origin).post("/api/setup", second, { authorization }));
    await texter.goto("/");
    await signIn();
    await texter.getByRole("heading", { name: "Your campaigns" }).waitFor();
  });
  await check("after signing out, the person chooses the organization", async () => {
    await texter.getByRole("button", { name: /^Account/ }).tap();
    await texter.getByRole("button", { name: "Sign out" }).tap();
    await signIn();
    await texter.getByRole("button", { name: "Hadley Votes" }).waitFor();
    await onAllSizes(stage, texter, "choose-organization");
    await texter.getByRole("button", { name: "Hadley Votes" }).tap();
    await texter.getByRole("heading", { name: "No campaign yet" }).waitFor();
  });
}

/** On a phone and at a desk, in light and dark, and with letters twice as large; everything can be reached on each. */
async function onAllSizes({ screenshot }: Stage, page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const [size, viewport] of [
    ["phone", PHONE],
    ["desk", DESK],
  ] as const) {
    await page.setViewportSize(viewport);
    await screenshot(page, `${name}-${size}`);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await screenshot(page, `${name}-${size}-dark`);
    await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  }
  await page.setViewportSize(PHONE);
  await largeText(page, true);
  await screenshot(page, `${name}-large`);
  await checkFits(page, name);
  await largeText(page, false);
  if (before) await page.setViewportSize(before);
}
