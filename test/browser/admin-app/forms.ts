/**
 * A part of the story: sections of a draft are saved one by one, and what is refused is said at its field, which has the focus.
 */
import type { Locator, Page } from "playwright-core";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";

export async function saveSections({ check, screenshot }: Stage, { admin }: { admin: Page }): Promise<void> {
  const basics = admin.getByRole("form", { name: "Basics" });
  const more = admin.getByRole("form", { name: "More settings" });
  await check("each section of a draft is saved by itself, and says what is not saved", async () => {
    const batch = await more.getByLabel("Batch size").inputValue();
    await basics.getByLabel("Description").fill("Will you vote on Tuesday?");
    await more.getByLabel("Batch size").fill("250");
    await basics.getByText("Not saved yet").waitFor();
    await basics.getByRole("button", { name: "Save" }).click();
    await basics.getByText("Saved.").waitFor();
    if (!(await more.getByText("Not saved yet").isVisible())) throw new Error("the other section was saved, too");
    await screenshot(admin, "draft-sections");
    await more.getByLabel("Batch size").fill(batch);
    if (await more.getByText("Not saved yet").isVisible()) throw new Error("the same value is called unsaved");
    await basics.getByLabel("Description").fill("Who will vote?");
    await basics.getByRole("button", { name: "Save" }).click();
    await basics.getByText("Saved.").waitFor();
  });
  await check("a draft says at its top that texters do not see it, and what is missing", async () => {
    const steps = admin.getByRole("region", { name: "Texters do not see this campaign yet" });
    await steps.getByText("Title, description and due date").waitFor();
    await steps.getByRole("link", { name: "Add contacts" }).waitFor();
    await steps.getByRole("link", { name: "Write a first text" }).waitFor();
  });
}

/** On the screen for a new campaign; leaves it. */
export async function nameTheCampaign({ check }: Stage, { admin }: { admin: Page }): Promise<void> {
  await check("a campaign without a title is not made: the title is asked for at its field", async () => {
    await admin.getByRole("link", { name: "New campaign" }).click();
    await admin.getByLabel("Title").fill("   ");
    await admin.getByRole("button", { name: "Create draft" }).click();
    await saysAt(admin.getByLabel("Title"), /enter a title/i);
    await admin.getByRole("link", { name: "Cancel" }).click();
    await admin.getByRole("button", { name: "Leave without saving" }).click();
  });
}

/** On a draft without contacts. */
export async function refuseBrokenFile({ check, screenshot }: Stage, { admin }: { admin: Page }): Promise<void> {
  await check("a file that cannot be imported has no button that promises contacts, and says what to do", async () => {
    const choose = (name: string, csv: string) =>
      admin
        .getByLabel("CSV file with contacts")
        .setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(csv) });
    const upload = admin.getByRole("button", { name: /^Upload/ });
    for (const [csv, why] of [
      ["First name,Town\r\nAda,Hadley\r\n", "Mend the file as it says above, save it, and choose it again."],
      ["First name,Mobile\r\nAda,call me\r\n", "No row of this file can be texted"],
    ] as const) {
      await choose("broken.csv", csv);
      await admin.getByText(why).waitFor();
      if ((await upload.textContent())?.trim() !== "Upload" || (await upload.isEnabled()))
        throw new Error(`the button says ${await upload.textContent()}`);
    }
    await screenshot(admin, "broken-file");
    await admin.getByRole("button", { name: "Remove this file" }).click();
  });
}

/** On a step whose third answer has no words yet. */
export async function tellAnswersApart({ check, screenshot }: Stage, { admin }: { admin: Page }): Promise<void> {
  await check(
    "two answers that differ in capitals alone are complained about at the second, which a link leads to",
    async () => {
      const third = admin.getByLabel("Answer 3", { exact: true }).and(admin.locator("input"));
      await third.fill("yes ");
      const list = admin.getByRole("region", { name: /to mend before this campaign can start$/ });
      await list.getByRole("button", { name: "Go to answer 3" }).click();
      await saysAt(third, /“Yes” and “yes”, which texters cannot tell apart/);
      await screenshot(admin, "same-answers");
      await third.fill("Wrong number");
      await list.waitFor({ state: "hidden" });
    },
  );
}

export async function correctSettings({ check, screenshot }: Stage, { admin }: { admin: Page }): Promise<void> {
  await check("a setting that is refused says so at its field, which has the focus; mended, it is saved", async () => {
    await admin.goto("/admin/settings");
    const form = admin.getByRole("form", { name: "Carrier", exact: true });
    const service = form.getByLabel("Messaging Service SID");
    const before = await service.inputValue();
    await service.fill("MG123");
    await form.getByRole("button", { name: "Save" }).click();
    await saysAt(service, /MG followed by 32 letters and digits/);
    await screenshot(admin, "field-error");
    await service.fill(before);
    if ((await service.getAttribute("aria-invalid")) !== null) throw new Error("the field is still called wrong");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText(/^Saved\./).waitFor();

    const pace = admin.getByRole("form", { name: "Sending pace" });
    await pace.getByLabel("Segments per day").fill("2000");
    await pace.getByRole("button", { name: "Save" }).click();
    await saysAt(pace.getByLabel("Sending numbers"), /how many numbers/);
    await pace.getByLabel("Segments per day").fill("");
  });
  await check("so does the password of a new person that is too easy to guess", async () => {
    await admin.goto("/admin/people");
    await admin.getByRole("button", { name: "Add a person" }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByLabel("First name").fill("Tess");
    await dialog.getByLabel("Last name").fill("Again");
    await dialog.getByLabel("E-mail").fill("tess@story.example");
    await dialog.getByLabel("Password").fill("password1");
    await dialog.getByRole("button", { name: "Add" }).click();
    await saysAt(dialog.getByLabel("Password"), /too easy to guess/);
    await screenshot(admin, "field-error-dialog");
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });
}

/** The field has the focus, and is described by why it was refused. */
export async function saysAt(field: Locator, words: RegExp): Promise<void> {
  const page = field.page();
  await until(`what is wrong at the field: ${words}`, async () => {
    const ids = (await field.getAttribute("aria-describedby")) ?? "";
    const parts = await Promise.all(
      ids
        .split(" ")
        .filter(Boolean)
        .map((id) => page.locator(`[id="${id}"]`).textContent()),
    );
    const said = parts.join(" ");
    const isInvalid = (await field.getAttribute("aria-invalid")) === "true";
    const isFocused = (await field.and(page.locator(":focus")).count()) === 1;
    return (words.test(said) && isInvalid && isFocused) || JSON.stringify({ said, isInvalid, isFocused });
  });
}
