/** A part of the story: the administration without a network says how old its pages are, and comes back by itself. */
import type { Page } from "playwright-core";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";

export async function loseNetwork({ check, screenshot }: Stage, { admin }: { admin: Page }): Promise<void> {
  const network = admin.context();
  const offline = admin.getByText("You are offline.");
  const hours = admin.getByRole("form", { name: "Texting hours" });

  await check("without a network every screen of the administration says what it shows, and from when", async () => {
    await admin.goto("/admin/people");
    await admin.getByText("Tess Okonkwo").waitFor();
    await network.setOffline(true);
    await admin.getByText(/^You are offline\. This page shows what was known as of \d+:\d\d [AP]M\.$/).waitFor();
    await admin.getByText("Tess Okonkwo").waitFor();
    await admin.getByRole("button", { name: "Try again" }).waitFor();
    await screenshot(admin, "offline");
  });
  await check("a screen that was not there yet says so, and loads by itself when the network is back", async () => {
    await room(admin, "Teams").click();
    await admin.getByText("The teams did not load").waitFor();
    await offline.waitFor();
    await network.setOffline(false);
    await admin.getByRole("heading", { name: "No teams yet" }).waitFor();
    await offline.waitFor({ state: "hidden" });
  });
  await check("a live campaign says from when its numbers are, and goes on by itself", async () => {
    await room(admin, "Campaigns").click();
    await admin.getByRole("link", { name: "Get out the vote" }).first().click();
    await admin.getByText("Live", { exact: true }).waitFor();
    await network.setOffline(true);
    await admin.getByText(/This page shows what was known as of/).waitFor();
    await network.setOffline(false);
    await offline.waitFor({ state: "hidden" });
    await admin.getByText("Live", { exact: true }).waitFor();
  });
  await check("settings that cannot be saved now stay in their form, which says so", async () => {
    await room(admin, "Settings").click();
    await hours.getByLabel("From").selectOption("10");
    await hours.getByText("Not saved yet").waitFor();
    await network.setOffline(true);
    await hours.getByRole("button", { name: "Save" }).click();
    await hours.getByText(/^You are offline, so this is not saved\. What you typed stays here/).waitFor();
    await screenshot(admin, "offline-save");
    await network.setOffline(false);
    await hours.getByText("You are online again, but this is not saved yet. Press Save.").waitFor();
    await until("what was typed", async () => {
      const value = await hours.getByLabel("From").inputValue();
      return value === "10" || value;
    });
    await hours.getByRole("button", { name: "Save" }).click();
    await hours.getByText(/^Saved\./).waitFor();
    if (await hours.getByText("Not saved yet").isVisible()) throw new Error("it is saved, and says that it is not");
    await hours.getByLabel("From").selectOption("9");
    await hours.getByRole("button", { name: "Save" }).click();
    await hours.getByText(/^Saved\./).waitFor();
  });
}

/** A room of the administration on a wide screen. */
function room(admin: Page, name: string) {
  return admin.getByRole("navigation", { name: "Administration" }).getByRole("link", { name });
}
