/**
 * `npm run test:fight`: campaigns and the phone service want the numbers of one area code, while workerd, the carrier emulator and Postgres
 * are killed with SIGKILL. In the end each number has one owner, and the inventory equals the emulator's account: the seeded
 * world's own comparison (test/world/oracles/numbers), of what is on the disk.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "../../db/client.ts";
import { createApiClient, need } from "../../tools/demo/api-client.ts";
import { startInstallation } from "../../tools/local/installation.ts";
import type { Installation } from "../../tools/local/installation.ts";
import { LOCAL_DATABASE_URL } from "../../tools/local/postgres/neon-server.ts";
import { freePorts } from "../../tools/local/ports.ts";
import { DEMO_ACCOUNT } from "../../twilio/emulator/settings.ts";
import type { AccountNumber, ServiceRecord } from "../../twilio/emulator/numbers/account-numbers.ts";
import { FaultyCarrier } from "../crash/carrier.ts";
import { killAtRandom } from "../crash/killer.ts";
import { randomFrom } from "../crash/random.ts";
import type { PlannedFault } from "../crash/options.ts";
import { inventoryDiffers } from "../world/oracles/numbers/inventory-books.ts";
import { giveNumbersBack, reconcileAtLast, reconcileNow } from "../world/people/numbers/buyers.ts";
import { settleDrafts } from "../world/people/numbers/drafts.ts";
import { makeProgram, poolNow } from "../world/people/numbers/office.ts";
import { NumbersRecords } from "../world/people/numbers/numbers-records.ts";
import { takeNumbers } from "../world/people/numbers/programs.ts";
import { AREA_CODE, buyWhenFew, campaignAfterCampaign } from "./fighters.ts";
import type { Fight } from "./fighters.ts";
import { readFightOptions } from "./options.ts";
import { peopleOf } from "./people.ts";
import { readStoredObjects } from "./stored-objects.ts";

const FAULTS: PlannedFault[] = (["buy", "numbers", "services", "pool"] as const).flatMap((call) => [
  { kind: "accept-then-time-out", probability: 0.05, call },
  { kind: "accept-then-500", probability: 0.05, call },
  { kind: "500", probability: 0.05, call },
]);
const ADMIN = { email: "admin@fight.example", password: "a long password 1", firstName: "Ada", lastName: "Min" };
const FIRST_PURCHASE = 20;
const CONTACTS = 6;
const DRAFT = {
  title: "Fight",
  description: "Texts from numbers of its own",
  dueDate: "2099-11-03",
  script: {
    rootStepId: "first",
    steps: [{ id: "first", texts: ["Hi {firstName}, STOP to opt out"], question: "", answers: [] }],
  },
  window: { zone: "America/New_York", startHour: 0, endHour: 24, override: true },
  allowTestNumbers: true,
};
const RULES = { contactsPerNumber: 2, numbersPerService: 2 };
const AGREE_LIMIT_MS = 180_000;
const CALM_MS = 60_000;

const options = readFightOptions(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), "whistlestop-fight-"));
const [port = 0] = await freePorts(1);
const started = await startInstallation({
  folder,
  port,
  app: false,
  cronEveryMs: 3_000,
  logLevel: "none",
  vars: { CARRIER_TIMEOUT_MS: "700" },
});
if (!started.ok) throw new Error(started.message);
let found: string[] = ["It was cut off."];
try {
  found = await fight(started.installation);
} finally {
  await started.installation.stop();
  rmSync(folder, { recursive: true, force: true });
}
for (const each of found.slice(0, 30)) console.log(`  ${each}`);
console.log(found.length > 0 ? "0 passed, 1 failed" : "1 passed, 0 failed");
process.exit(found.length > 0 ? 1 : 0);

async function fight(parts: Installation): Promise<string[]> {
  const random = randomFrom(options.seed);
  const admin = createApiClient(parts.origin);
  const setup = { organization: "Fight", messagingServiceSid: DEMO_ACCOUNT.serviceSid, admin: ADMIN, superadmin: true };
  const headers = { authorization: `Bearer ${parts.secrets.SETUP_TOKEN}` };
  const { orgId } = need("setup", await admin.post<{ ok: true; orgId: string }>("/api/setup", setup, headers));
  need("signing in", await admin.post("/api/auth/sign-in", { email: ADMIN.email, password: ADMIN.password }));
  const numbers = { textsFrom: "numbers", pool: "shared", ...RULES };
  need("numbers", await admin.put("/api/admin/settings/numbers", numbers));
  const first = { jobId: "first-purchase-413", search: { areaCode: AREA_CODE }, count: FIRST_PURCHASE };
  need("buying", await admin.post("/api/operator/numbers/shared/buy", first));
  await untilBought(admin);
  const records = new NumbersRecords({ program: await makeProgram(admin), users: [], drafts: [] });
  const carrier = new FaultyCarrier(parts.carrierOrigin, FAULTS);
  await carrier.setFaults();

  const untilMs = Date.now() + options.seconds * 1000;
  const stopped = () => Date.now() > untilMs;
  const play = peopleOf({ origin: parts.origin, random, stopped });
  const counts = { reserved: 0, refused: 0, started: 0, archived: 0, bought: FIRST_PURCHASE, deleted: 0 };
  const fighting: Fight = { admin, random, stopped, campaigns: [], counts };
  const rows = Array.from({ length: CONTACTS }, (_, index) => `Ann${index},+1413234500${index}`);
  const csv = ["first,cell", ...rows].join("\n");
  console.log(
    `seed ${options.seed}: two campaigns and two programs fight for area code ${AREA_CODE}, ${options.seconds} s`,
  );
  const [killed] = await Promise.all([
    killAtRandom(parts, {
      carrier,
      stopped,
      random,
      most: options.kills,
      outageMs: 4_000,
      outageAfterMs: options.seconds * 400,
    }),
    campaignAfterCampaign(fighting, "Red", DRAFT, csv),
    campaignAfterCampaign(fighting, "Blue", DRAFT, csv),
    takeNumbers(play, records, "p", [AREA_CODE]),
    takeNumbers(play, records, "q", [AREA_CODE]),
    buyWhenFew(fighting),
    giveNumbersBack(play, { admin }),
    reconcileNow(play, { admin }),
  ]);
  await carrier.clearFaults();
  const kills = killed.worker + killed.carrier + killed.database;
  console.log(
    `kills: ${kills}, ${JSON.stringify(killed)}; faults: ${JSON.stringify(Object.fromEntries(carrier.hits))}`,
  );
  console.log(`${JSON.stringify(counts)}, ${records.users.length} numbers of users`);
  const stuck = await settleDrafts({ admin }, fighting.campaigns);
  await untilBought(admin);
  if (records.users.length === 0) {
    // A short fight may leave programs nothing: they get theirs from what the drafts gave back.
    const calmUntilMs = Date.now() + CALM_MS;
    const isOver = () => records.users.length > 0 || Date.now() > calmUntilMs;
    await takeNumbers(peopleOf({ origin: parts.origin, random, stopped: isOver }), records, "r", [AREA_CODE]);
  }
  await reconcileAtLast({ admin });
  const differs = await untilAgreed(() => compare(parts, orgId));
  const happened = [
    ...(counts.started === 0 ? ["No campaign has started: this proves nothing."] : []),
    ...(records.users.length === 0 ? ["No program got a number: this proves nothing."] : []),
    ...(options.kills > 0 && kills === 0 ? ["Nothing was killed: this proves nothing."] : []),
  ];
  return [...stuck, ...records.faults, ...differs, ...usersDiffer(records), ...happened];
}

async function untilBought(admin: Fight["admin"]): Promise<void> {
  for (const untilMs = Date.now() + AGREE_LIMIT_MS; Date.now() < untilMs; await sleep(500)) {
    const shown = await poolNow(admin).catch(() => null);
    if (shown?.ok && shown.leaving === 0 && shown.jobs.every(({ endedAt }) => endedAt !== null)) return;
  }
}

/** What was cut off goes on by alarms, and Postgres gets everything a moment later. */
async function untilAgreed(look: () => Promise<string[]>): Promise<string[]> {
  let differs = await look();
  for (const untilMs = Date.now() + AGREE_LIMIT_MS; differs.length > 0 && Date.now() < untilMs;) {
    await sleep(3_000);
    differs = await look();
  }
  return differs;
}

async function compare(parts: Installation, orgId: string): Promise<string[]> {
  const accountSid = parts.secrets.TWILIO_ACCOUNT_SID;
  const carrier = await accountOf(parts.carrierOrigin, accountSid);
  const { objects, close } = readStoredObjects(join(folder, "worker"));
  const { $client } = connect(LOCAL_DATABASE_URL, { fetchEndpoint: parts.databaseEndpoint });
  try {
    const world = {
      namespaces: { objects },
      scheduler: { nowMs: Date.now() },
      // The columns that were asked for.
      postgres: { rows: async <Row>(query: string) => (await $client.query(query, [])) as Row[] },
    };
    return await inventoryDiffers({ world, orgId, origin: parts.origin, accountSid, carrier, texts: [] });
  } finally {
    close();
  }
}

/** The emulator's account, as the emulator itself knows it. */
async function accountOf(carrierOrigin: string, accountSid: string) {
  const response = await fetch(`${carrierOrigin}/control/numbers`);
  // The emulator's own shape.
  const { accounts } = (await response.json()) as {
    accounts: { sid: string; numbers: AccountNumber[]; services: ServiceRecord[] }[];
  };
  const account = accounts.find(({ sid }) => sid === accountSid) ?? { numbers: [], services: [] };
  return {
    numbersOf: () => account.numbers,
    servicesOf: () => account.services,
    pool: (sid: string) => account.numbers.filter(({ serviceSid }) => serviceSid === sid),
  };
}

/** What programs were told: their users have these numbers. */
function usersDiffer({ users }: NumbersRecords): string[] {
  const { objects, close } = readStoredObjects(join(folder, "worker"));
  try {
    const inventory = objects.get(`NumberInventory shared:${AREA_CODE}`);
    return users.flatMap(({ number, userId }) => {
      const [row] =
        inventory?.storage.look<{ use_key: string | null }>("SELECT use_key FROM numbers WHERE number = ?", number) ??
        [];
      const use = row?.use_key ?? "nobody";
      return use.endsWith(`:${userId}`) ? [] : [`two owners: ${number} was assigned to ${userId}, and is ${use}'s`];
    });
  } finally {
    close();
  }
}
