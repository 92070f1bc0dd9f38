/**
 * What the product has promised the driver, compared with the carrier's ledger and with Postgres
 * (docs/rules.md#promises): speed that loses or doubles a text does not count.
 */

/** Ids of one scenario's accepted texts and answered replies. */
export type Promised = {
  /** Message id by contact id and the id itself: `contact/message`. */
  texts: ReadonlySet<string>;
  /** Sids of inbound texts that were answered with 200. */
  replies: ReadonlySet<string>;
};

export type LedgerEntry = { sid: string; statusCallback: string | null; status: string; to: string };
export type PostgresRow = {
  contactId: string;
  id: string;
  direction: "out" | "in";
  sendStatus: string | null;
  sid: string | null;
};

/** How many ids a sentence names. */
const NAMED = 3;

/** Sentences on all that disagrees; none when every promised text is in both books once, and nothing else is. */
export function disagreements(
  promised: Promised,
  ledger: readonly LedgerEntry[],
  rows: readonly PostgresRow[],
): string[] {
  const carried = new Map<string, string>();
  const doubled: string[] = [];
  const unfinished: string[] = [];
  for (const entry of ledger) {
    const key = keyOfCallback(entry.statusCallback);
    if (carried.has(key)) doubled.push(key);
    carried.set(key, entry.sid);
    if (entry.status !== "delivered") unfinished.push(key);
  }
  const out = new Map(rows.filter((row) => row.direction === "out").map((row) => [`${row.contactId}/${row.id}`, row]));
  const inbound = new Set(rows.filter((row) => row.direction === "in").map((row) => row.id));
  return [
    sentenceOn("accepted and not in the carrier's ledger", missing(promised.texts, carried)),
    sentenceOn("in the ledger twice", doubled),
    sentenceOn("in the ledger and never accepted", missing(carried.keys(), promised.texts)),
    sentenceOn("in the ledger without a final status", unfinished),
    sentenceOn("in the ledger and not in Postgres", missing(carried.keys(), out)),
    sentenceOn("in Postgres and not in the ledger", missing(out.keys(), carried)),
    sentenceOn(
      "not delivered in Postgres, or with another sid",
      [...out].flatMap(([key, row]) =>
        row.sendStatus === "DELIVERED" && row.sid === (carried.get(key) ?? row.sid) ? [] : [key],
      ),
    ),
    sentenceOn("inbound, answered with 200 and not in Postgres", missing(promised.replies, inbound)),
    sentenceOn("inbound in Postgres and never sent", missing(inbound, promised.replies)),
  ].flatMap((sentence) => sentence ?? []);
}

function sentenceOn(what: string, keys: readonly string[]): string | null {
  if (keys.length === 0) return null;
  const some = keys.slice(0, NAMED).join(", ");
  return `${keys.length} ${keys.length === 1 ? "text" : "texts"} ${what}: ${some}${keys.length > NAMED ? ", …" : ""}`;
}

function missing(keys: Iterable<string>, from: { has(key: string): boolean }): string[] {
  return [...keys].filter((key) => !from.has(key));
}

/** `…/status/<contact>/<message>` */
function keyOfCallback(address: string | null): string {
  return address?.split("/").slice(-2).join("/") ?? "(no callback address)";
}
