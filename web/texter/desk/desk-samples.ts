/** Contacts and campaigns for tests of this folder. */
import type { DeskCampaign, DeskCounts, DeskItem, ThreadMessage } from "../../../domain/texter-app/texter.ts";

export const CAMPAIGN = "c000000000000000";

export function sampleContact(n: number, changes: Partial<DeskItem> = {}): DeskItem {
  return {
    contactId: `${CAMPAIGN}.0.${n}`,
    campaignId: CAMPAIGN,
    version: 1,
    firstName: `Ana ${n}`,
    lastName: "Reyes",
    cell: "+16175550100",
    fields: {},
    status: "needsMessage",
    optedOut: false,
    firstText: { ok: true, text: `Hi Ana ${n}` },
    handedOut: false,
    answers: {},
    messages: [],
    lastAt: n,
    ...changes,
  };
}

export function sampleText(id: string, changes: Partial<ThreadMessage> = {}): ThreadMessage {
  return { id, direction: "out", body: "Hi", at: 1, sendStatus: "QUEUED", errorCode: null, ...changes };
}

export const NO_COUNTS: DeskCounts = { toSend: 0, handedOut: 0, waiting: 0, open: 0, closed: 0 };

export function sampleCampaign(changes: Partial<DeskCampaign> = {}): DeskCampaign {
  return {
    campaignId: CAMPAIGN,
    title: "Housing vote",
    description: "",
    dueDate: "2026-12-01",
    status: "ACTIVE",
    paused: false,
    batchSize: 100,
    firstTextEditable: false,
    script: { rootStepId: "1", steps: [{ id: "1", texts: ["Hi {firstName}"], question: "", answers: [] }] },
    scriptVersion: 1,
    // At any hour, whenever the tests run.
    window: { zone: "America/New_York", startHour: 0, endHour: 24, withoutLaw: true },
    toSendByZones: {},
    counts: NO_COUNTS,
    ...changes,
  };
}
