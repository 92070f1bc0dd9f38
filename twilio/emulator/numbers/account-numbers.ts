/**
 * Numbers and Messaging Services of the emulated accounts: those of the settings, and those that were made over the API.
 * The latter are kept in a file of their own, so that a restart forgets no purchase. It is also what texts are sent from
 * and come in to (`Senders`), so that a bought number works like one of the settings.
 */
import { createHash, randomUUID } from "node:crypto";
import { noJournal, openJournal, type Journal } from "../journal.ts";
import { phoneNumberOf, type Senders } from "../api/senders.ts";
import type { Account, EmulatorSettings, Service } from "../settings.ts";

export type AccountNumber = {
  /** `PN…` */
  sid: string;
  accountSid: string;
  number: string;
  name: string;
  inboundUrl: string | null;
  fallbackUrl: string | null;
  voiceUrl: string | null;
  voiceFallbackUrl: string | null;
  statusCallback: string | null;
  /** The service that it is in. */
  serviceSid: string | null;
  createdAt: number;
  updatedAt: number;
};

/** `numbers` is in the order in which they joined. */
export type ServiceRecord = Service & {
  accountSid: string;
  name: string;
  /** Texts go to the address of the number that they came to. */
  byNumber: boolean;
  usecase: string;
  stickySender: boolean;
  mmsConverter: boolean;
  smartEncoding: boolean;
  areaCodeGeomatch: boolean;
  validityPeriod: number;
  createdAt: number;
  updatedAt: number;
};

/** A line of the file. */
export type NumbersEntry =
  | { k: "number"; number: AccountNumber }
  | { k: "number-gone"; number: string }
  | { k: "service"; service: ServiceRecord }
  | { k: "service-gone"; sid: string };

export type AccountNumbers = ReturnType<typeof createAccountNumbers>;

/** @param file kept across restarts if given */
export function createAccountNumbers(initial: EmulatorSettings, now: () => number, file?: string) {
  const numbers = new Map<string, AccountNumber>();
  const bySid = new Map<string, AccountNumber>();
  const services = new Map<string, ServiceRecord>();
  /** Numbers in each service, in the order in which they joined it. */
  const pools = new Map<string, string[]>();
  /** What the settings said of each number and service when they were last read. */
  let seeded = new Map<string, string>();
  let accounts = new Map<string, Account>();
  let logins = new Map<string, Account>();

  function apply(entry: NumbersEntry): void {
    if (entry.k === "number") {
      const { number } = entry;
      const before = numbers.get(number.number);
      if (before && before.serviceSid !== number.serviceSid) leave(before);
      if (number.serviceSid !== null && before?.serviceSid !== number.serviceSid)
        poolOf(number.serviceSid).push(number.number);
      if (before) bySid.delete(before.sid);
      numbers.set(number.number, number);
      bySid.set(number.sid, number);
    } else if (entry.k === "number-gone") {
      const gone = numbers.get(entry.number);
      if (!gone) return;
      leave(gone);
      numbers.delete(entry.number);
      bySid.delete(gone.sid);
    } else if (entry.k === "service") {
      // One list for as long as the service lives: it is part of every look-up of a sender.
      services.set(entry.service.sid, { ...entry.service, numbers: poolOf(entry.service.sid) });
    } else {
      services.delete(entry.sid);
      for (const number of pools.get(entry.sid) ?? []) {
        const record = numbers.get(number);
        if (record) numbers.set(number, Object.assign(record, { serviceSid: null }));
      }
      pools.delete(entry.sid);
    }
  }
  function poolOf(serviceSid: string): string[] {
    const known = pools.get(serviceSid);
    if (known) return known;
    const pool: string[] = [];
    pools.set(serviceSid, pool);
    return pool;
  }
  function leave({ number, serviceSid }: AccountNumber): void {
    if (serviceSid === null) return;
    const pool = poolOf(serviceSid);
    const at = pool.indexOf(number);
    if (at !== -1) pool.splice(at, 1);
  }

  /** Takes over what the settings say: changes of them win over changes by the API, everything else stays. */
  function readSettings(settings: EmulatorSettings): void {
    const next = new Map<string, { json: string; entry: NumbersEntry }>();
    accounts = new Map();
    logins = new Map();
    for (const account of settings.accounts) {
      accounts.set(account.sid, account);
      logins.set(basic(account.sid, account.authToken), account);
      for (const key of account.apiKeys) logins.set(basic(key.sid, key.secret), account);
      for (const each of account.numbers) {
        const record = { ...newNumber(account.sid, each.number, now()), sid: sidOf(each.number), ...each };
        next.set(each.number, { json: JSON.stringify(each), entry: { k: "number", number: record } });
      }
      for (const { numbers: pool, ...each } of account.services) {
        const service = { ...newService(account.sid, "Service of the settings", now()), ...each, numbers: [] };
        next.set(each.sid, { json: JSON.stringify(each), entry: { k: "service", service } });
        for (const number of pool) {
          const known = next.get(number)?.entry;
          const base =
            known?.k === "number" ? known.number : { ...newNumber(account.sid, number, now()), sid: sidOf(number) };
          const record = { ...base, serviceSid: each.sid };
          next.set(number, {
            json: `${each.sid} ${JSON.stringify(record.name)}`,
            entry: { k: "number", number: record },
          });
        }
      }
    }
    for (const [key] of seeded) {
      if (next.has(key)) continue;
      apply(key.startsWith("+") ? { k: "number-gone", number: key } : { k: "service-gone", sid: key });
    }
    for (const [key, { json, entry }] of next) if (seeded.get(key) !== json) apply(entry);
    seeded = new Map([...next].map(([key, { json }]) => [key, json]));
  }

  function change(entry: NumbersEntry): void {
    journal.append(entry);
    apply(entry);
  }

  const senders: Senders = {
    byAuthorization: (header) => logins.get(header) ?? null,
    account: (sid) => accounts.get(sid) ?? null,
    service: (account, sid) => {
      const found = services.get(sid);
      return found && found.accountSid === account.sid ? found : null;
    },
    anyService: (sid) => {
      const service = services.get(sid);
      const account = service && accounts.get(service.accountSid);
      return service && account ? { account, service } : null;
    },
    owner: (address) => {
      const number = numbers.get(phoneNumberOf(address));
      const account = number && accounts.get(number.accountSid);
      if (!number || !account) return null;
      const service = number.serviceSid === null ? undefined : services.get(number.serviceSid);
      const { inboundUrl, fallbackUrl } = service && !service.byNumber ? service : number;
      return { account, service: service ?? null, inboundUrl, fallbackUrl };
    },
    first: () => numbers.keys().next().value ?? null,
  };

  readSettings(initial);
  // The file has only entries that `change` got in earlier runs of this program.
  const journal: Journal = file === undefined ? noJournal : openJournal(file, (entry) => apply(entry as NumbersEntry));

  return {
    senders,
    readSettings,
    number: (number: string) => numbers.get(number) ?? null,
    numberBySid: (accountSid: string, sid: string): AccountNumber | null => {
      const found = bySid.get(sid);
      return found && found.accountSid === accountSid ? found : null;
    },
    /** Newest first. */
    numbersOf: (accountSid: string): AccountNumber[] =>
      [...numbers.values()].filter((each) => each.accountSid === accountSid).toReversed(),
    service: (accountSid: string, sid: string): ServiceRecord | null => {
      const found = services.get(sid);
      return found && found.accountSid === accountSid ? found : null;
    },
    servicesOf: (accountSid: string): ServiceRecord[] =>
      [...services.values()].filter((each) => each.accountSid === accountSid).toReversed(),
    /** Numbers of a service, in the order in which they joined it. */
    pool: (serviceSid: string): readonly AccountNumber[] =>
      (pools.get(serviceSid) ?? []).flatMap((number) => numbers.get(number) ?? []),
    saveNumber: (number: AccountNumber) => change({ k: "number", number: { ...number, updatedAt: now() } }),
    removeNumber: (number: string) => change({ k: "number-gone", number }),
    saveService: (service: ServiceRecord) =>
      change({ k: "service", service: { ...service, numbers: [], updatedAt: now() } }),
    removeService: (sid: string) => change({ k: "service-gone", sid }),
    /** Back to what the settings say. */
    clear(settings: EmulatorSettings): void {
      for (const map of [numbers, bySid, services, pools, seeded]) map.clear();
      journal.clear();
      readSettings(settings);
    },
    /** Everything as it is, so that another emulator can go on with it. */
    entries: (): NumbersEntry[] => [
      ...[...services.values()].map((service) => ({ k: "service" as const, service: { ...service, numbers: [] } })),
      ...[...numbers.values()].map((number) => ({ k: "number" as const, number: { ...number } })),
    ],
    take(entries: readonly NumbersEntry[]): void {
      // Records change in place: what was given may be given to another emulator, too.
      for (const entry of structuredClone(entries)) change(entry);
    },
    close: () => journal.close(),
  };
}

/** A number of the settings has the same sid at every start. */
function sidOf(number: string): string {
  return `PN${createHash("sha256").update(number).digest("hex").slice(0, 32)}`;
}

export function newNumber(accountSid: string, number: string, at: number): AccountNumber {
  return {
    sid: `PN${hex()}`,
    accountSid,
    number,
    name: `(${number.slice(2, 5)}) ${number.slice(5, 8)}-${number.slice(8)}`,
    inboundUrl: null,
    fallbackUrl: null,
    voiceUrl: null,
    voiceFallbackUrl: null,
    statusCallback: null,
    serviceSid: null,
    createdAt: at,
    updatedAt: at,
  };
}

export function newService(accountSid: string, name: string, at: number): ServiceRecord {
  return {
    sid: `MG${hex()}`,
    accountSid,
    name,
    numbers: [],
    inboundUrl: null,
    fallbackUrl: null,
    statusCallback: null,
    advancedOptOut: null,
    registration: null,
    byNumber: false,
    usecase: "undeclared",
    stickySender: true,
    mmsConverter: true,
    smartEncoding: true,
    areaCodeGeomatch: true,
    validityPeriod: 36_000,
    createdAt: at,
    updatedAt: at,
  };
}

function hex(): string {
  return randomUUID().replaceAll("-", "");
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
