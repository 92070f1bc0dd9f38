/** A campaign queue's plain modules in Node, on `node:sqlite` and a clock moved by hand. Only tests import it. */
import type { SendOutcome } from "../../domain/sending/carrier.ts";
import type { ObjectEvent } from "../../domain/record/events.ts";
import { contactId, queueKey } from "../../domain/ids.ts";
import type { Texter } from "../../domain/people/people.ts";
import { addContacts } from "../campaign-queue/contacts/imports.ts";
import { publishSome } from "../campaign-queue/store/publish.ts";
import { receive } from "../campaign-queue/conversations/inbound.ts";
import type { Received } from "../campaign-queue/conversations/inbound.ts";
import { lease } from "../campaign-queue/assignment/leases.ts";
import type { ContactRow, MessageRow } from "../campaign-queue/store/rows.ts";
import { QUEUE_MIGRATIONS } from "../campaign-queue/store/schema.ts";
import { acceptSend } from "../campaign-queue/sending/sends.ts";
import { QueueStore } from "../campaign-queue/store/store.ts";
import type { DeskNews } from "../campaign-queue/store/change.ts";
import { beginWave, settleWave } from "../campaign-queue/sending/waves.ts";
import type { CarryOutcome } from "../campaign-queue/sending/waves.ts";
import { migratedSql } from "./node-sql.ts";
import type { CampaignConfig } from "../rpc/campaign.ts";
import type { SendAnswer, SendRequest } from "../rpc/campaign-queue.ts";

export const ORG_ID = "o000000000000001";
export const CAMPAIGN_ID = "c000000000000001";
export const QUEUE_KEY = queueKey(CAMPAIGN_ID, 1);
/** Noon in New York, in winter: within the default hours. */
export const NOON = Date.UTC(2026, 10, 5, 17);
export const LOOK_UP_AFTER_MS = 20_000;

export const ANA: Texter = { personId: "p00000000000000a", firstName: "Ana", lastName: "Alba", alias: null };
export const BEN: Texter = { personId: "p00000000000000b", firstName: "Ben", lastName: "Bo", alias: null };

export function aConfig(change: Partial<CampaignConfig> = {}): CampaignConfig {
  return {
    orgId: ORG_ID,
    campaignId: CAMPAIGN_ID,
    epoch: 2,
    status: "ACTIVE",
    paused: false,
    title: "Spring",
    description: "",
    dueDate: "2026-12-01",
    script: {
      rootStepId: "s1",
      steps: [
        {
          id: "s1",
          texts: ["Hi {firstName}, {texterFirstName} here. Will you come?"],
          question: "Comes?",
          answers: [
            { value: "Yes", nextStepId: "s2" },
            { value: "No", nextStepId: null },
          ],
        },
        { id: "s2", texts: ["Great!"], question: "", answers: [] },
      ],
    },
    scriptVersion: 1,
    window: { zone: "America/New_York", startHour: 9, endHour: 21 },
    batchSize: 10,
    firstTextEditable: false,
    messagingServiceSid: "MG00000000000000000000000000000001",
    ...change,
  };
}

/** Cell of contact `n`: fictional numbers of consecutive area codes. */
export function cellOf(n: number): string {
  return `+1${212 + Math.floor(n / 100)}55501${String(n % 100).padStart(2, "0")}`;
}

/** Contacts `n` as a campaign gives them to their queue. */
export function partFor(ns: readonly number[]): string {
  return JSON.stringify(ns.map((n) => [n, cellOf(n), `First${n}`, `Last${n}`, `x${n}`, {}, "ny"]));
}

export type QueueWorld = ReturnType<typeof queueWorld>;

/**
 * @param contacts how many contacts are open to leases from the start: 1 to `contacts`
 * @param withoutLaw false: as at a real carrier
 */
export function queueWorld({
  withoutLaw = true,
  contacts = 0,
  config = {},
  campaignId = CAMPAIGN_ID,
}: { withoutLaw?: boolean; contacts?: number; config?: Partial<CampaignConfig>; campaignId?: string } = {}) {
  const sql = migratedSql(QUEUE_MIGRATIONS);
  const key = queueKey(campaignId, 1);
  const clock = { now: NOON };
  const events: ObjectEvent[] = [];
  const news: DeskNews[] = [];
  let texts = 0;
  const start = () =>
    new QueueStore({
      key,
      sql,
      now: () => clock.now,
      withoutLaw,
      record: (recorded) => void events.push(...recorded),
      notify: (added) => void news.push(...added),
    });

  const world = {
    key,
    sql,
    clock,
    events,
    news,
    store: start(),
    /** The object is evicted: memory is gone, tables stay. */
    restart(): void {
      world.store = start();
    },
    configure(change: Partial<CampaignConfig>): void {
      const present = world.store.config ?? aConfig();
      world.store.configure({ ...present, ...change, epoch: present.epoch + 1 });
    },
    add(ns: readonly number[], importId = "i1", batch = 1): void {
      addContacts(world.store, { importId, batch, parts: [partFor(ns)] });
      while (publishSome(world.store, 0));
    },
    lease(texter: Texter, count: number, requestId = `lease-${count}-${texter.personId}`): number[] {
      const leased = lease(world.store, { texter, requestId, count });
      if (!leased.ok) throw new Error(leased.reason);
      return leased.items.map((item) => Number(item.contactId.split(".")[2]));
    },
    /** What the app shows as the first text. */
    firstText: (n: number, texter = ANA) => `Hi First${n}, ${texter.firstName} here. Will you come?`,
    send(n: number, change: Partial<SendRequest> = {}): SendAnswer {
      texts += 1;
      const texter = change.texter ?? ANA;
      const status = world.store.contact(n)?.status;
      const request: SendRequest = {
        n,
        messageId: `message-${String(texts).padStart(10, "0")}`,
        body: status === "needsMessage" ? world.firstText(n, texter) : `words ${texts}`,
        initial: status === "needsMessage",
        lastSeenId: world.store.contact(n)?.last_inbound ?? null,
        texter,
        ...change,
      };
      return world.store.block((block) => acceptSend(world.store, block, { ...request, isChecked: true }));
    },
    receive(n: number, body: string, sid = `SM${(texts += 1)}`): Received {
      return world.store.block((change) => receive(world.store, change, { n, sid, body, carrierAnswered: false }));
    },
    /** One wave, with `outcome` as the carrier's answer to each text; returns the bodies that went. */
    wave(outcome: CarryOutcome | ((message: MessageRow) => CarryOutcome) = accepted): MessageRow[] {
      const { texts: wave } = beginWave(world.store, 100);
      const carried = wave.map(({ message }) => ({
        message,
        outcome: typeof outcome === "function" ? outcome(message) : outcome,
      }));
      settleWave(world.store, carried, LOOK_UP_AFTER_MS);
      return wave.map(({ message }) => message);
    },
    contact(n: number): ContactRow {
      const contact = world.store.contact(n);
      if (!contact) throw new Error(`there is no contact ${n}`);
      return contact;
    },
    /** Outgoing texts of a contact, oldest first. */
    sent: (n: number) => world.store.thread(n).filter((message) => message.direction === "out"),
    onlyText(n: number): MessageRow {
      const [message, ...others] = world.sent(n);
      if (!message || others.length > 0) throw new Error(`contact ${n} has ${others.length + 1} texts`);
      return message;
    },
    id: (n: number) => contactId(key, n),
  };
  world.store.configure(aConfig({ campaignId, ...config }));
  if (contacts > 0) world.add(Array.from({ length: contacts }, (_, index) => index + 1));
  return world;
}

let sids = 0;

/** The carrier takes every text. */
export function accepted(): SendOutcome {
  return { kind: "accepted", sid: `SM-out-${(sids += 1)}`, status: "accepted", from: null, segments: 1 };
}
