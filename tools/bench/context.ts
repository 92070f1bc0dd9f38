/** What every scenario works with. */
import type { HttpClient } from "../../twilio/emulator/webhooks/webhook-client.ts";
import type { Installation } from "../local/installation.ts";
import type { Processes } from "./processes.ts";
import type { Books } from "./settle.ts";
import { benchId } from "./texter.ts";
import type { BenchTexter, WaitingContact } from "./texter.ts";
import type { LoadWork } from "./load.ts";
import type { World } from "./world.ts";

export type Context = {
  installation: Installation;
  /** Of all data of the installation. */
  folder: string;
  /** host:port that is really called. */
  address: string;
  world: World;
  books: Books;
  processes: Processes;
  http: HttpClient;
  /** Length of a scenario's measured window; scenarios scale theirs with it. */
  seconds: number;
  /** Texts per second that the carrier takes where a scenario limits it. */
  allow: number;
};

export type Scenario<Result> = {
  /** Contacts that it uses up, of all campaigns together. */
  needs: (seconds: number) => number;
  run: (context: Context) => Promise<Result>;
};

/** Load that comes before each window. */
export const RAMP_SECONDS = 1;

/** Sends the first text to one waiting contact after the other. */
export function sendingFirstTexts(books: Books, texter: BenchTexter, by: "socket" | "http" = "socket"): LoadWork {
  return async () => {
    const contact = texter.waiting.pop();
    if (contact === undefined) return "dry";
    await sendTo(books, texter, contact, by);
    return "done";
  };
}

async function sendTo(
  books: Books,
  texter: BenchTexter,
  contact: WaitingContact,
  by: "socket" | "http" = "socket",
): Promise<void> {
  const messageId = benchId("text");
  if (by === "socket") await texter.send(contact, messageId);
  else await texter.sendByHttp(contact, messageId);
  books.accepted(contact.contactId, messageId);
}

/** The texter whose turn it is sends the next first text. */
export async function sendInTurn({ books, world }: Context, turn: number): Promise<"done" | "dry"> {
  const texter = world.texters[turn % world.texters.length];
  const contact = texter?.waiting.pop();
  if (texter === undefined || contact === undefined) return "dry";
  await sendTo(books, texter, contact);
  return "done";
}

/** Fills desks before a window, so that leasing is not part of what is measured. */
export async function stockAll({ books }: Context, texters: readonly BenchTexter[], each: number): Promise<void> {
  const leased = await Promise.all(texters.map((texter) => texter.stock(each)));
  books.leased(leased.reduce((sum, count) => sum + count, 0));
  await books.rest();
}

/** Makes sure that these texters have this many contacts that were texted, e.g. when a scenario runs alone. */
export async function textAtLeast(context: Context, texters: readonly BenchTexter[], each: number): Promise<void> {
  const { books } = context;
  const missing = texters.filter((texter) => texter.texted.length < each);
  if (missing.length === 0) return;
  const most = Math.max(...missing.map((texter) => each - texter.texted.length));
  await stockAll(context, missing, most);
  await Promise.all(
    missing.map(async (texter) => {
      const work = sendingFirstTexts(books, texter);
      while (texter.texted.length < each && (await work()) === "done");
    }),
  );
  await books.settle();
}
