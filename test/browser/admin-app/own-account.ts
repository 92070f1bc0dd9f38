/** A part of the story: an organization enters a carrier account of its own, and leaves it again. */
import type { Page } from "playwright-core";
import type { Stage } from "../stage.ts";
import { saysAt } from "./forms.ts";

const OWN = {
  sid: `AC${"7".repeat(32)}`,
  authToken: "token of our own account",
  services: [{ sid: `MG${"7".repeat(32)}`, numbers: ["+16175550371"] }],
};

export async function enterOwnAccount(
  { check, screenshot, installation }: Stage,
  { admin }: { admin: Page },
): Promise<void> {
  const settings = `${installation.carrierOrigin}/control/settings`;
  // The emulator's own settings.
  const { accounts } = (await (await fetch(settings)).json()) as { accounts: object[] };
  await fetch(settings, { method: "PUT", body: JSON.stringify({ accounts: [...accounts, OWN] }) });
  const form = admin.locator("form").filter({ has: admin.getByLabel("Account SID") });
  const save = form.getByRole("button", { name: /^Save/ });

  await check("an account of the organization's own is tried at the carrier before it is stored", async () => {
    await admin.getByRole("link", { name: "Settings" }).click();
    await form.getByLabel("Account SID").fill(OWN.sid);
    await form.getByLabel("Auth token").fill("not its token");
    await save.click();
    await saysAt(form.getByLabel("Auth token"), /refuses this login/);
    await form.scrollIntoViewIfNeeded();
    await screenshot(admin, "own-account-refused");
    await form.getByLabel("Auth token").fill(OWN.authToken);
    await save.click();
    await form.getByText("Saved. The carrier accepted the login.").waitFor();
    if ((await form.getByLabel("Auth token").inputValue()) !== "") throw new Error("the token is still shown");
    await screenshot(admin, "own-account");
    await admin.setViewportSize({ width: 390, height: 844 });
    await form.scrollIntoViewIfNeeded();
    await screenshot(admin, "own-account-phone");
    await admin.setViewportSize({ width: 1280, height: 800 });
  });
  await check("and can be left for the installation's, after a word about what that means", async () => {
    await form.getByRole("button", { name: "Use the installation's account" }).click();
    await form.getByText("Campaigns that start from now on use the installation's account").waitFor();
    await screenshot(admin, "own-account-leaving");
    await form.getByRole("button", { name: "Use the installation's account now" }).click();
    await form.getByText("Your texts use this installation's account.").waitFor();
  });
}
