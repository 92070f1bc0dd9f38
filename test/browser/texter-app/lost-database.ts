/** A part of the story: the browser ends the app's connection to its database, as phones do with pages they put to sleep. */
import type { Page } from "playwright-core";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";

const FIRST = "I will ask and";
const ALL = "I will ask and come back to you";

const DELETE_DATABASE = `new Promise((resolve, reject) => {
  const deleting = indexedDB.deleteDatabase("whistlestop");
  deleting.onerror = reject;
  deleting.onsuccess = () => resolve(null);
})`;

export async function loseDatabase({ check }: Stage, texter: Page): Promise<void> {
  await check("what is typed after the browser took the database away is kept all the same", async () => {
    const reply = texter.getByLabel(/^Your reply to/);
    const someone = texter.getByRole("link", { name: /^Gil|^Ann/ }).first();
    await texter.getByRole("link", { name: "Back to the list" }).tap();
    await texter.getByRole("link", { name: /^Open/ }).tap();
    await someone.tap();
    await reply.fill(FIRST);
    await texter.evaluate(DELETE_DATABASE);
    await reply.fill(ALL);
    // A write has to be under way to the new database before the page goes.
    await texter.evaluate("new Promise((done) => setTimeout(done, 500))");
    await texter.reload();
    await until("the words", async () => (await reply.inputValue()) === ALL || (await reply.inputValue()));
    await reply.fill("");
  });
}
