/**
 * Texts to a user's number: kept once each by the carrier's id, and delivered to the organization's program where it has an
 * address for them (docs/phone-service.md#inbound). Without one they wait to be fetched.
 */
import type { InboundSms } from "../../domain/phone-service/line-texts.ts";
import type { LineRow, LineStore } from "./line-store.ts";

const AT_ONCE = 20;
/** A program that is away for longer fetches them. */
const GIVEN_UP_AFTER_MS = 86_400_000;

export type LineInboundDeps = {
  store: LineStore;
  /** The line's own number. */
  number: string;
  /** The address of the organization's program; null: it fetches them. */
  inboundUrl: () => Promise<string | null>;
  /** Posts it; the answer's HTTP status. */
  post: (url: string, text: InboundSms) => Promise<number>;
  /** The durable waker: calls `deliverTexts` at this time at the latest. */
  wakeBy: (atMs: number) => void;
};

/** Stores a text. Delivered again by the carrier, it is the same. @returns when it came first, epoch ms */
export function receiveText(
  { store, wakeBy }: Pick<LineInboundDeps, "store" | "wakeBy">,
  { sid, from, body }: { sid: string; from: string; body: string },
): { at: number } {
  const known = store.byId(sid);
  if (known) return { at: known.at };
  const at = store.now();
  const row = { id: sid, key: null, peer: from, body, status: null, sid, account_sid: null, hours: null };
  store.add({ ...row, direction: "in" });
  // A person reads it on their desk.
  store.sql.run("INSERT INTO owed_deliveries (seq) SELECT seq FROM messages WHERE id = ? AND for_person = 0", sid);
  wakeBy(at);
  return { at };
}

/** By the alarm. Throws when the program did not take one; the alarm repeats it. */
export async function deliverTexts({ store, number, inboundUrl, post, wakeBy }: LineInboundDeps): Promise<void> {
  const owed = store.sql.all<LineRow>(
    "SELECT m.* FROM owed_deliveries o JOIN messages m ON m.seq = o.seq ORDER BY o.seq LIMIT ?",
    AT_ONCE,
  );
  if (owed.length === 0) return;
  const url = await inboundUrl();
  for (const row of owed) {
    const isOver = url === null || row.at < store.now() - GIVEN_UP_AFTER_MS;
    const status = isOver ? 200 : await post(url, inboundSms(row, number));
    if (status < 200 || status >= 300) throw new Error(`the program answered ${status} to a text that came in`);
    store.sql.run("DELETE FROM owed_deliveries WHERE seq = ?", row.seq);
  }
  if (owed.length === AT_ONCE) wakeBy(store.now());
}

/** In the order in which they came, without those to a person. @param after `cursor` of the last one that is known; 0: from the first */
export function textsAfter(store: LineStore, number: string, after: number, limit: number): InboundSms[] {
  return store.sql
    .all<LineRow>(
      "SELECT * FROM messages WHERE seq > ? AND direction = 'in' AND for_person = 0 ORDER BY seq LIMIT ?",
      after,
      limit,
    )
    .map((row) => inboundSms(row, number));
}

function inboundSms({ seq, id, peer, body, at }: LineRow, number: string): InboundSms {
  return { id, fromPhoneNumber: peer, toPhoneNumber: number, content: body, receivedAt: at, cursor: seq };
}
