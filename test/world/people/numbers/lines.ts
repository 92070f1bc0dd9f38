/** Programs that send texts from their users' numbers, with keys that come again, and people who text to those numbers. */
import { LEAVING } from "../../../crash/leavers.ts";
import { everyNow } from "../admins.ts";
import type { WorldLoad } from "../load.ts";
import { callApi, callUntilAnswered, wordOf } from "./programs.ts";
import type { NumbersRecords, SentText } from "./numbers-records.ts";

/** Whom the users' texts go to; no contacts of a campaign. */
export const PEERS = Array.from({ length: 5 }, (_, index) => `+1207555011${index}`);
const TALK = ["Is it ready?", "Thank you!", "When can I come?"];
/** Rounds of two programs that answer each other; more than the guard allows in its time. */
const ROUNDS = 20;

type Sms = { idempotencyKey: string; fromPhoneNumber: string; toPhoneNumber: string; content: string };

function smsOf({ key, from, to, content }: SentText): Sms {
  return { idempotencyKey: key, fromPhoneNumber: from, toPhoneNumber: to, content };
}

function newText(play: WorldLoad, records: NumbersRecords, key: string, to = play.pick(PEERS)): SentText {
  const { number: from } = play.pick(records.users);
  const content = `Text ${wordOf(from, key, to)}`;
  const text = { from, to, key, content, promised: false };
  const known = records.sent.get(content);
  if (!known) records.sent.set(content, text);
  return known ?? text;
}

async function sendOne(play: WorldLoad, records: NumbersRecords, text: SentText): Promise<void> {
  const body = JSON.stringify({ sms: smsOf(text) });
  const answer = await callUntilAnswered(play, records, { path: "/sms/send/one", body });
  if (answer?.status === 200) text.promised = true;
}

/** One key up to four times at once, and now and then with other words, which are refused. */
export async function sendTexts(play: WorldLoad, records: NumbersRecords): Promise<void> {
  await everyNow(play, 1_500, async (n) => {
    const text = newText(play, records, `one-${n}`);
    const times = 1 + Math.floor(play.random() * 4);
    const sending = Array.from({ length: times }, () => sendOne(play, records, text));
    if (play.random() < 0.2) {
      const other = { ...text, content: `${text.content} or other words`, promised: false };
      records.sent.set(other.content, other);
      sending.push(sendOne(play, records, other));
    }
    await Promise.all(sending);
    if (play.random() < 0.3) await sendOne(play, records, text);
  });
}

/** Several lines: keys of another call, lines that are no text, senders that are nobody's. */
export async function sendBatches(play: WorldLoad, records: NumbersRecords): Promise<void> {
  await everyNow(play, 2_500, async (n) => {
    const texts = Array.from({ length: 2 + Math.floor(play.random() * 4) }, (_, index) =>
      newText(play, records, play.random() < 0.3 ? `one-${1 + (index % 3)}` : `many-${n}-${index}`),
    );
    const again = play.random() < 0.4 && texts[0] ? [texts[0]] : [];
    const lines = [...texts, ...again].map((text) => JSON.stringify({ sms: smsOf(text) }));
    if (play.random() < 0.3) lines.push("{ no text");
    const nobody = { idempotencyKey: "nobody", fromPhoneNumber: "+14135550199", toPhoneNumber: PEERS[0], content: "x" };
    if (play.random() < 0.3) lines.push(JSON.stringify({ sms: nobody }));
    const isLater = play.random() < 0.6;
    const path = isLater ? "/sms/send/many?async=1" : "/sms/send/many";
    const answer = await callApi(play, records, { path, body: lines.join("\n"), type: "application/x-ndjson" });
    if (!answer) return;
    if (isLater && answer.status === 202)
      records.batches.push({ trackingId: String(answer.body["trackingId"]), texts, lines: lines.length });
    if (isLater || answer.status !== 200) return;
    // The phone service's own shape.
    const errors = answer.body["errors"] as { line: number }[];
    for (const [index, text] of texts.entries())
      if (!errors.some(({ line }) => line === index + 1)) text.promised = true;
  });
}

/** People text to users' numbers, delivered several times; some leave. */
export async function writeToLines(play: WorldLoad, records: NumbersRecords): Promise<void> {
  await everyNow(play, 1_500, async () => {
    const { number: to } = play.pick(records.users);
    const body = play.random() < 0.1 ? play.pick(LEAVING) : play.pick(TALK);
    const times = 1 + Math.floor(play.random() * 3);
    await play.control("inbound", { from: play.pick(PEERS), to, body, times }).catch(() => {});
  });
}

/** Two programs answer each other, as fast as they can. */
export async function answerInCircles(play: WorldLoad, records: NumbersRecords): Promise<void> {
  const [user] = records.users;
  const [peer] = PEERS;
  if (!user || peer === undefined) return;
  for (let round = 1; round <= ROUNDS && !play.stopped(); round += 1) {
    await play.control("inbound", { from: peer, to: user.number, body: `Round ${round}` }).catch(() => {});
    const key = `circle-${round}`;
    const content = `Text ${wordOf(user.number, key, peer)}`;
    const text = { from: user.number, to: peer, key, content, promised: false };
    records.sent.set(content, text);
    await sendOne(play, records, text);
  }
}
