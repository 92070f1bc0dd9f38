import { afterAll, beforeAll, expect, it } from "vitest";
import type { ContactState, EventPacket, LineTextState, MessageState, ObjectEvent } from "../domain/record/events.ts";
import { openTestDatabase } from "../tools/local/postgres/neon-test-database.ts";
import type { TestDatabase } from "../tools/local/postgres/neon-test-database.ts";
import { apply } from "./projections/projections.ts";
import { campaignCounts, dumpCampaign, dumpLine, dumpOptOuts } from "./reconciliation.ts";

const NOW = Date.UTC(2026, 10, 3, 12, 0, 0, 7);

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
}, 60_000);
afterAll(() => database.close());

function packet(orgId: string, campaignId: string, events: ObjectEvent[]): EventPacket {
  const source = { object: "CampaignQueue", key: `${campaignId}.0`, orgId, campaignId } as const;
  return { source, fromSeq: 1, toSeq: 1, batches: [{ seq: 1, hash: "", events }] };
}

function contactOf(campaignId: string, n: number) {
  const names = { firstName: `First ${n}`, lastName: "", externalId: String(n), custom: { city: "Água" } };
  return { id: `${campaignId}.0.${n}`, cell: `+1212555010${n}`, ...names };
}

function stateOf(campaignId: string, n: number): ContactState {
  const change: Partial<ContactState> =
    n === 2 ? { status: "needsResponse", optedOut: true, answers: { s1: "yes" } } : {};
  return {
    id: `${campaignId}.0.${n}`,
    texterId: "p1",
    status: "messaged",
    optedOut: false,
    answers: {},
    labels: [],
    ...change,
  };
}

function textsOf(campaignId: string): MessageState[] {
  const text = (n: number, change: Pick<MessageState, "direction" | "sendStatus">): MessageState => ({
    id: `message-${n}`,
    contactId: `${campaignId}.0.${n}`,
    body: "Hi 🗳️",
    texterId: "p1",
    sid: null,
    errorCode: null,
    at: NOW + n,
    scriptVersion: 1,
    scriptStep: "s1",
    scriptVariant: 0,
    ...change,
  });
  const out = { direction: "out", sendStatus: "DELIVERED" } as const;
  return [text(1, out), text(10, out), text(2, { direction: "in", sendStatus: null })];
}

function eventsOf(campaignId: string): ObjectEvent[] {
  const at = NOW;
  return [
    {
      kind: "contacts_added",
      version: 1,
      at,
      payload: { contacts: [1, 10, 2, 3, 4].map((n) => contactOf(campaignId, n)) },
    },
    { kind: "contacts_dropped", version: 2, at, payload: { ids: [`${campaignId}.0.3`] } },
    ...[1, 10, 2].map((n, i): ObjectEvent => ({
      kind: "contact",
      version: 3 + i,
      at,
      payload: stateOf(campaignId, n),
    })),
    ...textsOf(campaignId).map((payload, i): ObjectEvent => ({ kind: "message", version: 9 + i, at, payload })),
  ];
}

const OPT_OUT = { optedOut: true, reason: "stop_word", sourceContactId: "x", sourceMessageId: "y", byPersonId: null };

it("answers for a campaign what its objects have sent, and nothing of another's", async () => {
  const { db } = database;
  const optOut = (cell: string): ObjectEvent => ({
    kind: "opt_out",
    version: 1,
    at: NOW,
    payload: { cell, ...OPT_OUT },
  });
  await apply(db, [
    packet("o1", "c1", [...eventsOf("c1"), optOut("+2"), optOut("+10")]),
    packet("o1", "c2", eventsOf("c2")),
    packet("o2", "c3", [...eventsOf("c3"), optOut("+3")]),
  ]);

  expect(await dumpCampaign(db, "o1", "c1")).toEqual({
    imported: [1, 10, 2, 4].map((n) => contactOf("c1", n)),
    contacts: [
      ...[1, 10, 2].map((n) => stateOf("c1", n)),
      { id: "c1.0.4", texterId: null, status: "needsMessage", optedOut: false, answers: {}, labels: [] },
    ],
    messages: textsOf("c1"),
  });
  expect(await campaignCounts(db, "o1", "c1")).toEqual({
    contacts: 4,
    optedOut: 1,
    byStatus: { messaged: 2, needsResponse: 1, needsMessage: 1 },
    messages: [
      { direction: "in", sendStatus: null, count: 1 },
      { direction: "out", sendStatus: "DELIVERED", count: 2 },
    ],
  });
  expect((await dumpOptOuts(db, "o1")).map(({ cell }) => cell)).toEqual(["+10", "+2"]);
  expect(await dumpOptOuts(db, "o2")).toEqual([{ cell: "+3", ...OPT_OUT }]);
});

it("answers for a line what it has sent, the newest of each text, and nothing of another organization's", async () => {
  const { db } = database;
  const number = "+16132345678";
  const said = { number, peer: "+16172345671", body: "Hi 🗳️", userId: "ada", errorCode: null };
  const text = (n: number, version: number, change: Partial<LineTextState> = {}): ObjectEvent => ({
    kind: "line_text",
    version,
    at: NOW,
    payload: { ...said, id: `m${n}`, direction: "out", sendStatus: "SENT", sid: `SM${n}`, at: NOW + n, ...change },
  });
  const line = (orgId: string, events: ObjectEvent[]): EventPacket => ({
    ...packet(orgId, "", events),
    source: { object: "SmsLine", key: `${orgId}.${number}`, orgId, campaignId: null },
  });
  const inbound = { direction: "in", sendStatus: null } as const;
  await apply(db, [line("o1", [text(1, 3, { sendStatus: "DELIVERED" }), text(2, 1, inbound)])]);
  await apply(db, [line("o1", [text(1, 2)]), line("o2", [text(1, 9, { body: "another's" })])]);
  expect(await dumpLine(db, "o1", number)).toEqual([
    { ...said, id: "m1", direction: "out", sendStatus: "DELIVERED", sid: "SM1", at: NOW + 1 },
    { ...said, id: "m2", ...inbound, sid: "SM2", at: NOW + 2 },
  ]);
});

it("answers another organization as if the campaign did not exist", async () => {
  const { db } = database;
  expect(await dumpCampaign(db, "o2", "c1")).toEqual({ imported: [], contacts: [], messages: [] });
  expect(await campaignCounts(db, "o2", "c1")).toEqual({ contacts: 0, optedOut: 0, byStatus: {}, messages: [] });
});
