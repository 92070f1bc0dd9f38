/** What contacts write beside the answers that the carrier draws: they leave, come back, ask for help, and write in bursts. */
import { LEAVING } from "../../crash/leavers.ts";
import { everyNow } from "./admins.ts";
import type { MadeCampaign } from "./campaign.ts";
import type { WorldLoad } from "./load.ts";

/** The carrier's own words to come back. */
export const COMING_BACK = ["START", "UNSTOP"];
const HELP = ["HELP", "INFO"];
const TALK = ["I have a question", "Which day is it?", "My sister will come, too", "And where do we meet?"];

/** Contacts leave by their own words, delivered several times, and by an admin's list. */
export async function leaveByWords(play: WorldLoad, { admin, zones }: MadeCampaign): Promise<void> {
  const cells = [...zones.keys()];
  await everyNow(play, 2_000, async () => {
    const cell = play.random() < 0.7 ? play.lastTexted() : play.pick(cells);
    if (cell === undefined) return;
    if (play.has("admin-opt-outs") && play.random() < 0.4) {
      const body = { text: cell, optedOut: true, note: "world" };
      const answer = await admin.post("/api/admin/opt-outs", body).catch(() => null);
      if (answer?.ok) play.optedOut.push({ cell, atMs: Date.now(), by: "admin" });
      return;
    }
    if (!play.has("leavers")) return;
    await say(play, cell, play.pick(LEAVING));
    // Some say it in other words, too.
    if (play.random() < 0.4) await say(play, cell, play.pick(LEAVING));
  });
}

/** Somebody who left comes back, perhaps to leave again; others ask for help. */
export async function comeBack(play: WorldLoad): Promise<void> {
  await everyNow(play, 4_000, async () => {
    const cell = play.random() < 0.5 && play.optedOut.length > 0 ? play.pick(play.optedOut).cell : play.lastTexted();
    if (cell === undefined) return;
    if (play.random() < 0.3) return say(play, cell, play.pick(HELP));
    play.cameBack.add(cell);
    await say(play, cell, play.pick(COMING_BACK));
    await play.pause(2_000 * play.random());
    if (play.has("leavers") && play.random() < 0.4) await say(play, cell, play.pick(LEAVING));
  });
}

/** Several texts in a row, so that a texter writes while another one comes. */
export async function writeOften(play: WorldLoad): Promise<void> {
  await everyNow(play, 2_000, async () => {
    const cell = play.lastTexted();
    if (cell === undefined) return;
    for (let texts = 1 + Math.floor(play.random() * 3); texts > 0 && !play.stopped(); texts -= 1) {
      await say(play, cell, play.pick(TALK));
      await play.pause(1_500 * play.random());
    }
  });
}

/** One to three deliveries of the same webhook. */
async function say(play: WorldLoad, from: string, body: string): Promise<void> {
  const times = 1 + Math.floor(play.random() * 3);
  await play.control("inbound", { from, body, times }).catch(() => {});
}
