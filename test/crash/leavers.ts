/**
 * Contacts who leave while texts to them are queued: by their own texts, delivered up to three times, and by an admin's
 * list. (Texters opt out, too: texter.ts.) An inbound text is accepted when its webhook is answered, as the carrier's
 * ledger shows.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "../../tools/demo/api-client.ts";
import type { Random } from "./random.ts";
import type { OptedOut, CrashTexter } from "./texter.ts";

/** The first is the carrier's own keyword; the others only the product knows. */
export const LEAVING = ["STOP", "Please stop texting me", "Take me off your list", "alto", "Lose my number!"];

const EVERY_MS = 400;

export async function leave(deps: {
  admin: ApiClient;
  texters: readonly CrashTexter[];
  /** All numbers of the campaign. */
  cells: readonly string[];
  say: (from: string, body: string, times: number) => Promise<void>;
  stopped: () => boolean;
  random: Random;
}): Promise<OptedOut[]> {
  const { admin, texters, cells, say, stopped, random } = deps;
  const optedOut: OptedOut[] = [];
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const said: Promise<void>[] = [];
  while (!stopped()) {
    await sleep(EVERY_MS * (0.5 + random()));
    if (random() < 0.6) {
      // Texted a moment ago: the text may still be queued, or on its way.
      const cell = pick(texters)?.accepted.at(-1)?.cell;
      const times = 1 + Math.floor(random() * 3);
      if (cell !== undefined) said.push(say(cell, pick(LEAVING) ?? "STOP", times));
      continue;
    }
    const chosen = [pick(cells), pick(texters)?.accepted.at(-1)?.cell].filter((cell) => cell !== undefined);
    const body = { text: chosen.join("\n"), optedOut: true, note: "crash test" };
    const answer = await admin.post("/api/admin/opt-outs", body).catch(() => null);
    const atMs = Date.now();
    if (answer?.ok) for (const cell of chosen) optedOut.push({ cell, atMs, by: "admin" });
  }
  await Promise.all(said);
  return optedOut;
}
