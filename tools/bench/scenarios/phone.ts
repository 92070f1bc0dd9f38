/** The phone service: programs look numbers up, take them for their users, and text from them. */
import { RAMP_SECONDS } from "../context.ts";
import type { Context, Scenario } from "../context.ts";
import { rounded } from "../latency.ts";
import { closedLoad, openLoad } from "../load.ts";
import type { LoadWork } from "../load.ts";
import { measure } from "../measure.ts";
import type { LoadFigures } from "../measure.ts";
import { benchCell } from "../contact-file.ts";
import { programCalls } from "../phone/program.ts";
import type { ProgramCall } from "../phone/program.ts";
import { users, USERS } from "../phone/users.ts";
import { benchId } from "../texter.ts";
import { atMost } from "../world.ts";

export type PhoneFigures = LoadFigures & { connections: number };
export type ManyFigures = LoadFigures & { offeredPerSecond: number; driverLagMs: number };

const CONNECTIONS = 64;
/** One number of so many is a user's: a miss is an answer like any other. */
const MISSES = 5;
const REQUESTS_OF_MANY = 100;
const LINES_OF_MANY = 2;
/** Reservations that wait for the window of `assign`. */
const RESERVED_PER_SECOND = 1_500;
/** Users who text in a window; the carrier has to know their numbers. */
const SENDERS = 4_000;
const RECIPIENTS = 20_000;
const SENDERS_SERVICE = `MG${"b".repeat(32)}`;

type Reservation = { refId: string; phoneNumbers: string[] };

const needs = () => 0;

/** @param prepare is not measured; gives what each connection does */
function scenario(
  prepare: (context: Context, call: ProgramCall) => Promise<{ work: LoadWork; after?: () => Promise<void> }>,
): Scenario<PhoneFigures> {
  return {
    needs,
    async run(context) {
      const { work, after } = await prepare(context, callOf(context));
      const window = { rampSeconds: RAMP_SECONDS, seconds: context.seconds };
      const workers = Array.from({ length: CONNECTIONS }, () => work);
      const figures = await measure(context.processes, window, (recorder) => closedLoad(workers, recorder));
      await after?.();
      return { connections: CONNECTIONS, ...figures };
    },
  };
}

/** Every answer is compared with what is known to be so. */
export const find = scenario(async (_context, call) => {
  await openInventories(call);
  let turn = 0;
  const work = async () => {
    turn += 1;
    const exists = turn % MISSES === 0;
    const index = Math.floor(Math.random() * USERS);
    const number = exists ? users.number(index) : users.unknown(index);
    const { body } = await call(`/phonebook/find/${number}`);
    if (body !== `{"exists":${exists}}`) throw new Error(`find ${number}: ${body}`);
    return "done" as const;
  };
  return { work };
});

export const reserve = scenario(async (_context, call) => {
  await openInventories(call);
  const given = new Set<string>();
  const work = async () => {
    for (const number of (await reserveIn(call, given.size)).phoneNumbers) {
      if (given.has(number)) throw new Error(`${number} was reserved twice.`);
      given.add(number);
    }
    return "done" as const;
  };
  return { work };
});

export const assign = scenario(async (context, call) => {
  const { seconds } = context;
  await giveToCarrier(context, users.free);
  const wanted = Array.from({ length: (seconds + RAMP_SECONDS) * RESERVED_PER_SECOND }, (_, index) => index);
  const reserved = await atMost(CONNECTIONS, wanted, (index) => reserveIn(call, index));
  const work = async () => {
    const next = reserved.pop();
    if (next === undefined) return "dry" as const;
    const { refId, phoneNumbers } = next;
    const phoneNumber = phoneNumbers[0];
    const { body } = await call("/phonebook/assign", JSON.stringify({ userId: benchId("user"), refId, phoneNumber }));
    if (body !== '{"assigned":true}') throw new Error(`assign ${phoneNumber}: ${body}`);
    return "done" as const;
  };
  return { work };
});

export const sendOne = scenario(async (context, call) => {
  const sent = await sending(context);
  const work = async () => {
    const { body } = await call("/sms/send/one", JSON.stringify(nextSms(sent)));
    if (body !== '{"sent":true}') throw new Error(`send/one: ${body}`);
    return "done" as const;
  };
  return { work, after: () => context.books.settlePrograms(sent) };
});

export const sendMany: Scenario<ManyFigures> = {
  needs,
  async run(context) {
    const call = callOf(context);
    const sent = await sending(context);
    const work = async () => {
      const lines = Array.from({ length: LINES_OF_MANY }, () => JSON.stringify(nextSms(sent)));
      const { body } = await call("/sms/send/many", lines.join("\n"), "application/x-ndjson");
      if (body !== '{"errors":[]}') throw new Error(`send/many: ${body}`);
      return "done" as const;
    };
    let driverLagMs = 0;
    const window = { rampSeconds: RAMP_SECONDS, seconds: context.seconds };
    const figures = await measure(context.processes, window, (recorder) => {
      const load = openLoad(REQUESTS_OF_MANY, work, recorder);
      void load.ended.then(
        () => (driverLagMs = rounded(load.lagMs())),
        () => {},
      );
      return load;
    });
    await context.books.settlePrograms(sent);
    return { offeredPerSecond: REQUESTS_OF_MANY, ...figures, driverLagMs };
  },
};

/** Of every area code: an object is opened from its file once. */
async function openInventories(call: ProgramCall): Promise<void> {
  const all = Array.from({ length: users.areaCodes }, (_, index) => users.unknown(index));
  await atMost(CONNECTIONS, all, (number) => call(`/phonebook/find/${number}`));
}

function callOf(context: Context): ProgramCall {
  const { programToken } = context.world;
  if (programToken === null) throw new Error("The bench has made no API token.");
  return programCalls(context, programToken);
}

async function reserveIn(call: ProgramCall, turn: number): Promise<Reservation> {
  const { codesWithFree } = users;
  const areaCode = codesWithFree[turn % codesWithFree.length];
  const { body } = await call("/phonebook/reserve", JSON.stringify({ areaCode }));
  // 200, so it is the answer of docs/phone-service.md.
  return JSON.parse(body) as Reservation;
}

/** Lets the carrier know the senders' numbers. @returns the bodies of the texts that are to be sent */
async function sending(context: Context): Promise<Set<string>> {
  await giveToCarrier(
    context,
    Array.from({ length: SENDERS }, (_, index) => users.number(index)),
  );
  return new Set();
}

async function giveToCarrier({ installation }: Context, numbers: readonly string[]): Promise<void> {
  const response = await fetch(`${installation.carrierOrigin}/control/services/${SENDERS_SERVICE}`, {
    method: "PUT",
    body: JSON.stringify({ numbers }),
  });
  if (!response.ok) throw new Error(`The carrier emulator refused the numbers: ${await response.text()}`);
}

function nextSms(sent: Set<string>): { sms: Record<string, string> } {
  const idempotencyKey = benchId("sms");
  const content = `Your order ${idempotencyKey} is ready.`;
  sent.add(content);
  return {
    sms: {
      idempotencyKey,
      fromPhoneNumber: users.number(Math.floor(Math.random() * SENDERS)),
      toPhoneNumber: benchCell(Math.floor(Math.random() * RECIPIENTS)),
      content,
    },
  };
}
