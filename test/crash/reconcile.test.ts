import { describe, expect, test } from "vitest";
import type { DeskItem } from "../../domain/texter-app/texter.ts";
import type { LedgerInbound, LedgerText } from "../../twilio/emulator/ledger.ts";
import { IN_FLIGHT_MS, reconcile } from "./reconcile.ts";
import type { Evidence } from "./reconcile.ts";

const CELL = "+12125550100";
const ID = "c.0.1/m1";

function text(change: Partial<LedgerText> = {}): LedgerText {
  return {
    ...({ seq: 1, sid: "SM1", to: CELL, body: "Hi", status: "delivered", acceptedAt: 1_000 } as LedgerText),
    statusCallback: `http://x/webhooks/twilio/o/status/${ID}`,
    direction: "outbound-api",
    ...change,
  };
}

function item(change: Partial<DeskItem> = {}, sendStatus: "DELIVERED" | "SENT" | "ERROR" = "DELIVERED"): DeskItem {
  const message = { id: "m1", direction: "out", body: "Hi", at: 1, sendStatus, errorCode: null } as const;
  // The parts that are looked at.
  return { contactId: "c.0.1", cell: CELL, optedOut: false, messages: [message], ...change } as unknown as DeskItem;
}

function books(change: Partial<Evidence> = {}): Evidence {
  return {
    accepted: [
      { contactId: "c.0.1", messageId: "m1", cell: CELL, askedMs: 0, answeredMs: 0, lastSeenId: null, initial: true },
    ],
    optedOut: [],
    ledger: { texts: [text()], inbounds: [] },
    desks: [item()],
    postgres: [{ contact_id: "c.0.1", id: "m1", send_status: "DELIVERED", direction: "out" }],
    confirmations: new Set(["You are out.", "Ya no recibe mensajes."]),
    leaving: new Set(["STOP"]),
    dropped: new Set(),
    isWithinHours: () => true,
    ...change,
  };
}

function wrong(change: Partial<Evidence>): Record<string, number> {
  const { counts: _counts, ...lists } = reconcile(books(change));
  return Object.fromEntries(
    Object.entries(lists)
      .map(([name, list]) => [name, list.length] as const)
      .filter(([, count]) => count > 0),
  );
}

describe("the books", () => {
  test("agree when every text is everywhere, once", () => {
    expect(wrong({})).toEqual({});
  });

  test("show a text that the carrier has twice", () => {
    expect(wrong({ ledger: { texts: [text(), text({ sid: "SM2" })], inbounds: [] } })).toEqual({ doubles: 1 });
  });

  test("show a text that is nowhere at the carrier", () => {
    expect(wrong({ ledger: { texts: [], inbounds: [] } })).toEqual({ losses: 1 });
  });

  test("show a state that the carrier or Postgres does not have", () => {
    expect(wrong({ ledger: { texts: [text({ status: "failed" })], inbounds: [] } })).toEqual({ disagreements: 1 });
    expect(wrong({ postgres: [] })).toEqual({ disagreements: 1 });
  });

  test("forgive a report that never came", () => {
    const postgres = [{ contact_id: "c.0.1", id: "m1", send_status: "SENT", direction: "out" }];
    const { counts, ...lists } = reconcile(books({ desks: [item({}, "SENT")], postgres }));
    expect(counts.withoutReport).toBe(1);
    expect(Object.values(lists).flat()).toEqual([]);
  });

  test("show an inbound text that was answered and not kept", () => {
    const inbound = { sid: "SM9", from: CELL, body: "Who?", takenAt: 5 } as LedgerInbound;
    expect(wrong({ ledger: { texts: [text()], inbounds: [inbound] } })).toEqual({ losses: 1 });
  });

  test("show a text outside hours", () => {
    expect(wrong({ isWithinHours: () => false })).toEqual({ outsideHours: 1 });
  });
});

describe("a text after an opt-out was accepted", () => {
  const desks = [item({ optedOut: true })];
  const optedOut = [{ cell: CELL, atMs: 1_000 - IN_FLIGHT_MS - 1, by: "admin" as const }];

  test("is shown, unless its call was open then, or it is the one confirmation", () => {
    expect(wrong({ desks, optedOut })).toEqual({ afterOptOut: 1 });
    expect(wrong({ desks, optedOut: [{ ...optedOut[0]!, atMs: 990 }] })).toEqual({});
    const confirmation = text({ body: "You are out.", acceptedAt: 90_000, status: "delivered" });
    const ledger = { texts: [confirmation], inbounds: [] };
    expect(wrong({ desks, optedOut, ledger })).toEqual({});
    const inSpanish = text({ body: "Ya no recibe mensajes.", acceptedAt: 91_000, status: "delivered" });
    expect(wrong({ desks, optedOut, ledger: { ...ledger, texts: [inSpanish] } })).toEqual({});
    expect(wrong({ desks, optedOut, ledger: { ...ledger, texts: [confirmation, inSpanish] } })).toMatchObject({
      afterOptOut: 1,
    });
  });

  test("counts from when the contact's own words were answered", () => {
    const inbounds = [{ sid: "m1", from: CELL, body: "STOP", takenAt: 1 } as LedgerInbound];
    const later = text({ acceptedAt: 10_000 });
    expect(wrong({ desks, ledger: { texts: [later], inbounds } })).toEqual({ afterOptOut: 1 });
  });

  test("does not count as a text, but a forgotten opt-out is a loss", () => {
    expect(wrong({ optedOut: [{ ...optedOut[0]!, atMs: 9_000 }] })).toEqual({ losses: 1 });
  });
});
