/** A part of the story: texts from unknown numbers are kept, shown, and handled with a tap. */
import type { Page } from "playwright-core";
import type { CarrierSeen } from "../carrier.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";

const CURIOUS = "+14135550961";
const STOPPER = "+14135550962";
const DETOURED = "+14135550963";
const PHONE = { width: 390, height: 844 };

export async function handleUnmatched(
  { check, screenshot, installation }: Stage,
  { admin, carrier }: { admin: Page; carrier: CarrierSeen },
): Promise<void> {
  const cards = (body: string) => admin.getByRole("listitem").filter({ has: admin.getByText(body, { exact: true }) });
  const card = (body: string) => cards(body).first();
  const rooms = admin.getByRole("navigation", { name: "Administration" });

  await check("texts from people whom nobody has texted are kept, and counted where the admin looks", async () => {
    await carrier.say(CURIOUS, "Is this the library?");
    await carrier.say(CURIOUS, "Hello? I want my book back");
    await carrier.say(STOPPER, "STOP");
    await rooms.getByRole("link", { name: /^Unmatched/ }).click();
    await card("Hello? I want my book back").waitFor();
    await card("Is this the library?").waitFor();
    // A STOP opts the number out all the same, and needs no decision.
    if ((await cards("STOP").count()) > 0) throw new Error("a clear STOP waits for somebody");
    await rooms.getByText("2 unmatched texts are waiting").waitFor();
    await rooms.getByRole("link", { name: "Campaigns" }).click();
    await admin.getByRole("link", { name: /Unmatched texts 2/ }).click();
    await card("Is this the library?").waitFor();
    await screenshot(admin, "unmatched");
  });
  await check("a text whose webhook does not get through comes by the fallback address, once", async () => {
    const control = (method: string, what: string, body: object) =>
      fetch(`${installation.carrierOrigin}/control/${what}`, { method, body: JSON.stringify(body) });
    // As Twilio does: one try at the main address, then the other one.
    await control("PUT", "settings", { inbound: { retries: 0 } });
    for (const kind of ["inbound-unreachable", "inbound-answer-lost"]) {
      await control("POST", "faults", { kind, to: DETOURED, count: 1 });
      await carrier.say(DETOURED, `By the detour: ${kind}`);
    }
    await control("PUT", "settings", { inbound: { retries: 1 } });
    for (const kind of ["inbound-unreachable", "inbound-answer-lost"]) {
      await card(`By the detour: ${kind}`).waitFor();
      const times = await cards(`By the detour: ${kind}`).count();
      if (times !== 1) throw new Error(`${times} times ${kind}`);
      await card(`By the detour: ${kind}`).getByRole("button", { name: "Mark as handled" }).click();
      await card(`By the detour: ${kind}`).getByText("Handled", { exact: true }).waitFor();
    }
  });
  await check("one is marked as handled by a tap, and opened again; all texts of its number are there", async () => {
    const hello = card("Hello? I want my book back");
    await hello.getByRole("button", { name: "Mark as handled" }).click();
    await hello.getByText("Handled", { exact: true }).waitFor();
    await hello.getByRole("button", { name: "Reopen" }).click();
    await hello.getByRole("button", { name: "Mark as handled" }).waitFor();
    await hello.getByRole("button", { name: /All texts of this number/ }).click();
    await admin
      .getByRole("list", { name: /Texts with/ })
      .getByText("Is this the library?")
      .waitFor();
    await screenshot(admin, "unmatched-number");
    await hello.getByRole("button", { name: /All texts of this number/ }).click();
  });
  await check("on a phone the number is opted out, which handles all that it wrote", async () => {
    const before = admin.viewportSize();
    await admin.setViewportSize(PHONE);
    const library = card("Is this the library?");
    await library.getByRole("button", { name: "Opt out" }).click();
    await library.getByText("Handled", { exact: true }).waitFor();
    await screenshot(admin, "unmatched-phone");
    await admin.getByLabel("Show").selectOption("handled");
    await card("STOP").getByText("Handled automatically").waitFor();
    await admin.getByRole("searchbox").fill("my book");
    await until("the search", async () => {
      const found = await admin
        .getByRole("listitem")
        .filter({ hasText: /library|STOP/ })
        .count();
      return found === 0 || `${found} others`;
    });
    await card("Hello? I want my book back").waitFor();
    await screenshot(admin, "unmatched-handled");
    if (before) await admin.setViewportSize(before);
    await until("the count", async () => {
      const shown = await rooms.getByRole("link", { name: /Unmatched/ }).textContent();
      return shown?.trim() === "Unmatched" || `${shown}`;
    });
  });
}
