/**
 * A line of the phone service in Node, with what outlives its process: the tables, the carrier, the directory, the clock. A process
 * can die at any call that it makes of the others, before it has its effect or after. Only tests import it.
 */
import { lineKey } from "../../../domain/phone-service/line-texts.ts";
import type { InboundSms, LineText } from "../../../domain/phone-service/line-texts.ts";
import type { Carrier, OfferedText, SendOutcome } from "../../../domain/sending/carrier.ts";
import type { EventPacket } from "../../../domain/record/events.ts";
import { createLogger } from "../../kit/log/log.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import type { ContactDirectoryRpc, NumberNow } from "../../rpc/contact-directory.ts";
import type { DirectChangedRequest, TexterInboxRpc } from "../../rpc/texter-inbox.ts";
import { Line } from "../line.ts";
import { simulatedAlarm, simulatedTimers, settlePromises } from "../../testing/fake-clock.ts";
import { nodeSql } from "../../testing/node-sql.ts";

export const LINE_ORG = "o000000000000001";
export const LINE_NUMBER = "+16132345678";
export const BOB = "+16172345671";
/** A Wednesday noon in New York. */
const NOON = Date.UTC(2026, 10, 11, 17);

type FoundText = Awaited<ReturnType<Carrier["find"]>>;

export type LineDeath = { at: number; when: "before" | "after" };
const NEVER: LineDeath = { at: Infinity, when: "before" };

export type CarriedText = Pick<OfferedText, "to" | "body" | "messageId" | "validityPeriodSeconds" | "reportPath"> & {
  sid: string;
  at: number;
};

export type LineWorld = ReturnType<typeof lineWorld>;

export function lineWorld() {
  const sql = nodeSql();
  const alarm = simulatedAlarm(sql);
  const clock = { now: NOON };
  const ledger: CarriedText[] = [];
  const directory = new Map<string, NumberNow>();
  const reported: object[] = [];
  const faults: string[] = [];
  const world = {
    sql,
    clock,
    ledger,
    directory,
    /** What the directory was told. */
    reported,
    faults,
    /** What the carrier says to a text; null: it takes it. */
    answer: (() => null) as (text: OfferedText) => SendOutcome | null,
    /** What the carrier's list says; null: what is in the ledger. */
    found: (() => null) as () => FoundText | null,
    /** The organization's program: its address, what it got, and what it answers. */
    inboundUrl: null as string | null,
    posted: [] as InboundSms[],
    postStatus: 200,
    /** Pools of which the number's address was set. */
    addresses: [] as string[],
    /** What desks were told, by person. */
    desks: new Map<string, DirectChangedRequest[]>(),
    isDeskAway: false,
    /** Packets that the queue for Postgres got. */
    packets: [] as EventPacket[],
    /** Whether the directory answers. */
    isDirectoryAway: false,
    steps: 0,
    start,
    run,
    take,
  };
  let ids = 0;

  /** One life of the object's process. */
  function start(death: LineDeath = NEVER) {
    const life = { steps: 0, isDead: false };
    const forever = new Promise<never>(() => {});
    async function step<T>(act: () => T): Promise<T> {
      if (life.isDead) return forever;
      life.steps += 1;
      world.steps += 1;
      const dies = (when: LineDeath["when"]) => life.steps === death.at && death.when === when;
      if (dies("before")) life.isDead = true;
      if (life.isDead) return forever;
      await Promise.resolve();
      const done = act();
      await Promise.resolve();
      if (dies("after")) life.isDead = true;
      return life.isDead ? forever : done;
    }
    const carrier: Carrier = {
      carry: (text) =>
        step(() => {
          const said = world.answer(text);
          // Without an answer it may still have taken it: `answer` writes that into the ledger itself.
          if (said) return said;
          return { kind: "accepted", ...take(text), status: "queued", from: LINE_NUMBER, segments: 1 };
        }),
      find: ({ to, body, knownSids, sentAfterMs }) =>
        step(() => {
          const said = world.found();
          if (said) return said;
          const found = ledger.find(
            (text) => text.to === to && text.body === body && text.at >= sentAfterMs && !knownSids?.has(text.sid),
          );
          if (!found) return { kind: "absent" };
          return { kind: "found", sid: found.sid, status: "sent", errorCode: null, from: LINE_NUMBER, segments: 1 };
        }),
      list: () => Promise.resolve({ ok: true, texts: [] }),
      fetchMedia: () => Promise.resolve({ kind: "refused", problem: "none" }),
      share: () => Promise.reject(new Error("a line asks for no share")),
      lookUpAfterMs: 20_000,
      absenceIsProofAfterMs: 60_000,
    };
    const tell = (what: object) => step(() => void reported.push(what));
    // Only these calls are made of it.
    const stub = {
      optOut: tell,
      reportBadNumber: tell,
      reportUnreachable: tell,
    } as unknown as Remote<ContactDirectoryRpc>;
    // Only this call is made of it.
    const deskOf = (personId: string) =>
      ({
        directChanged: (request: DirectChangedRequest) =>
          step(() => {
            if (world.isDeskAway) throw new Error("the desk is away");
            world.desks.set(personId, [...(world.desks.get(personId) ?? []), request]);
          }),
      }) as unknown as Remote<TexterInboxRpc>;
    const timers = simulatedTimers(() => clock.now);
    const log = createLogger({}, (_, line) => void faults.push(line));
    const line = new Line({
      key: lineKey(LINE_ORG, LINE_NUMBER),
      sql,
      storage: alarm,
      now: () => clock.now,
      carrier: () => carrier,
      look: (cell) =>
        step(() => {
          if (world.isDirectoryAway) throw new Error("the directory is away");
          return directory.get(cell) ?? { optedOut: false, badNumber: null };
        }),
      directory: () => stub,
      inboundUrl: () => step(() => world.inboundUrl),
      post: (_, text) =>
        step(() => {
          world.posted.push(text);
          return world.postStatus;
        }),
      setAddress: (pool) => step(() => void world.addresses.push(pool)),
      inbox: (personId) => deskOf(personId),
      events: { send: (packet) => step(() => void world.packets.push(packet)) },
      log,
      setTimer: timers.setTimer,
      newMessageId: () => `message-${String((ids += 1)).padStart(12, "0")}`,
    });
    line.recover();
    return { line, timers, life };
  }

  /** The carrier has it. */
  function take({ to, body, messageId, validityPeriodSeconds, reportPath }: OfferedText): { sid: string } {
    const sid = `SM${String(ledger.length + 1).padStart(32, "0")}`;
    ledger.push({
      to,
      body,
      messageId,
      validityPeriodSeconds,
      ...(reportPath ? { reportPath } : {}),
      sid,
      at: clock.now,
    });
    return { sid };
  }

  /** Moves the clock; timers and alarms of the living process fire at their times. */
  async function run({ line, timers, life }: ReturnType<typeof start>, forMs = 0): Promise<void> {
    const untilMs = clock.now + forMs;
    await settlePromises();
    for (;;) {
      if (life.isDead) break;
      const dueMs = Math.min(timers.nextAtMs() ?? Infinity, alarm.atMs() ?? Infinity);
      if (dueMs > untilMs) break;
      clock.now = Math.max(clock.now, dueMs);
      timers.fire();
      if ((alarm.atMs() ?? Infinity) <= clock.now) {
        alarm.take();
        void line.wake();
      }
      await settlePromises();
    }
    clock.now = Math.max(clock.now, untilMs);
  }

  return world;
}

export const aText = (key: string, change: Partial<LineText> = {}): LineText => ({
  key,
  to: BOB,
  body: `Words of ${key}`,
  ...change,
});

export const AT_ANY_TIME = { accountSid: null, hours: null } as const;
