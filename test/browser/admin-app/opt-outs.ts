/**
 * A part of the story: an admin decides unclear texts with a tap and opts numbers out by hand, and each has its
 * history.
 */
import type { Page } from "playwright-core";
import type { CarrierSeen } from "../carrier.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";

type Contact = { name: string; cell: string };

/** `people`: three who were texted and have not answered. */
export async function reviewOptOuts(
  { check, screenshot }: Stage,
  { admin, carrier, people }: { admin: Page; carrier: CarrierSeen; people: readonly Contact[] },
): Promise<void> {
  const [wrong, unclear, clear] = people;
  if (!wrong || !unclear || !clear) throw new Error("three people write");
  const card = (body: string) => admin.getByRole("listitem").filter({ hasText: body }).first();

  await check(
    "a contact who asks to stop in other words gets one confirmation, and nothing else any more",
    async () => {
      const before = (await carrier.texts()).filter((text) => text.to === clear.cell).length;
      await carrier.say(clear.cell, "Please stop texting me!");
      await until("the confirmation", async () => {
        const texts = (await carrier.texts()).filter((text) => text.to === clear.cell).slice(before);
        return (texts.length === 1 && texts[0]?.body.includes("unsubscribed")) || `${texts.length} texts`;
      });
    },
  );
  await check("unclear texts are counted on the navigation, and one tap decides", async () => {
    await carrier.say(wrong.cell, "You have the wrong number");
    await carrier.say(unclear.cell, "please cancel");
    await admin.goto("/admin/opt-outs/review");
    await card("You have the wrong number").waitFor();
    await card("please cancel").waitFor();
    await admin.getByRole("navigation", { name: "Administration" }).getByText("2", { exact: true }).waitFor();
    await screenshot(admin, "review");
    await card("You have the wrong number").getByRole("button", { name: "Opt out" }).click();
    await card("You have the wrong number").getByText("Opted out").waitFor();
    await card("please cancel").getByRole("button", { name: "Keep texting" }).click();
    await card("please cancel").getByText("Not an opt-out").waitFor();
  });
  await check("and another takes it back", async () => {
    await card("You have the wrong number").getByRole("button", { name: "Undo" }).click();
    await card("You have the wrong number").getByRole("button", { name: "Mark as wrong number" }).click();
    await card("You have the wrong number").getByRole("status").getByText("Wrong number").waitFor();
    await screenshot(admin, "reviewed");
  });
  await check("an opt-out in Spanish is confirmed in the organization's own Spanish words", async () => {
    await admin.getByRole("link", { name: "Automatic texts", exact: true }).click();
    await admin.getByText("Confirmation in other languages").click();
    await admin.getByLabel("Language", { exact: true }).selectOption({ label: "Spanish" });
    await admin.getByLabel("Confirmation in Spanish").fill("Listo, no le escribimos más. START para volver.");
    await screenshot(admin, "texts-in-spanish");
    await admin.getByRole("button", { name: "Save" }).click();
    await admin.getByText("Saved.").first().waitFor();
    await carrier.say(wrong.cell, "START");
    await carrier.say(wrong.cell, "DETENER");
    await until("the confirmation in Spanish", async () => {
      const texts = (await carrier.texts()).filter((text) => text.to === wrong.cell);
      return texts.at(-1)?.body.startsWith("Listo,") || `the last text is “${texts.at(-1)?.body}”`;
    });
    await admin.goto("/admin/opt-outs/review");
  });
  await check("numbers are opted out by paste, and each has its history", async () => {
    await admin.getByRole("link", { name: "Numbers", exact: true }).click();
    await admin.getByRole("button", { name: "Add numbers" }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Numbers" }).fill("(617) 555-0155\n1-617-555-0156\nno number");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("asked by mail");
    await dialog.getByText("2 numbers to opt out: (617) 555-0155, (617) 555-0156").waitFor();
    await dialog.getByText("1 line to look at").waitFor();
    await screenshot(admin, "many-numbers-preview");
    await dialog.getByRole("button", { name: "Opt out 2 numbers" }).click();
    await dialog.getByText("2 numbers opted out").waitFor();
    await dialog.getByText("Line 3:").waitFor();
    await screenshot(admin, "many-numbers");
    await dialog.getByRole("button", { name: "Done" }).click();
    await admin.getByRole("searchbox").fill("555-0155");
    await admin.getByRole("button", { name: /\(617\) 555-0155/ }).click();
    await admin.getByRole("dialog").getByText("asked by mail").waitFor();
    await screenshot(admin, "number");
    await admin.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  });
}
