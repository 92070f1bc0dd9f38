/**
 * `npm run crash`: real processes, killed with SIGKILL under load, and all books compared afterwards (options.ts has
 * its options). Contacts answer and opt out; the carrier loses answers, repeats, delays and reorders reports.
 *
 * Ends with exit code 1 when a text was lost, doubled, sent after an opt-out or outside hours, when the books disagree,
 * when a suspended texter texts, or when an object lacks what was authored.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "../../db/client.ts";
import { automaticTexts } from "../../domain/opt-outs/automatic-texts.ts";
import type { CampaignDetail } from "../../domain/campaigns/campaign.ts";
import { createApiClient, need } from "../../tools/demo/api-client.ts";
import { startInstallation } from "../../tools/local/installation.ts";
import type { Installation } from "../../tools/local/installation.ts";
import { LOCAL_DATABASE_URL } from "../../tools/local/postgres/neon-server.ts";
import { freePorts } from "../../tools/local/ports.ts";
import { DEMO_ACCOUNT } from "../../twilio/emulator/settings.ts";
import { author, compareAuthored } from "./authored.ts";
import { FaultyCarrier } from "./carrier.ts";
import { crashContacts, hoursNow, isWithinHours } from "./contacts.ts";
import type { Hours } from "./contacts.ts";
import { killAtRandom } from "./killer.ts";
import { leave, LEAVING } from "./leavers.ts";
import { readOptions } from "./options.ts";
import { randomFrom } from "./random.ts";
import { reconcile } from "./reconcile.ts";
import type { Evidence, Findings, PostgresMessage } from "./reconcile.ts";
import { changeRoles, textsWhileSuspended } from "./role-changes.ts";
import { carried, settleTexts } from "./settle.ts";
import { CrashTexter } from "./texter.ts";

const ORGANIZATION = "Crash";
const CONFIRMATION = "You are out and get no more texts from us.";
const { confirmation, translations } = automaticTexts({ confirmation: CONFIRMATION }, ORGANIZATION);
/** Replies of contacts; none of them opts in again. */
const REPLIES = ["Who is this?", "Sure, what time?", "No thanks", "Tell me more", "Wrong number", ...LEAVING];
const SETTLE_LIMIT_MS = 240_000;
const CARRY_LIMIT_MS = 60_000;
const CARRY_LIMIT_PER_TEXT_MS = 20;
const AGREE_LIMIT_MS = 120_000;

const options = readOptions(process.argv.slice(2));
/** An unanswered call to the carrier is given up after this time; short, because six calls at once wait for it. */
const TIMEOUT_MS = options.seconds === null ? 250 : 700;
const folder = mkdtempSync(join(tmpdir(), "whistlestop-crash-"));
const [port] = await freePorts(1);
const started = await startInstallation({
  folder,
  port: port ?? 0,
  app: false,
  cronEveryMs: 1_500,
  logLevel: "none",
  carrierSettings: {
    autoReplies: { dropRatio: options.seconds === null ? 1 : 0.7, replies: REPLIES, delayMs: [200, 1500] },
  },
  vars: {
    UNKNOWN_LOOK_UP_AFTER_MS: "1500",
    ABSENCE_IS_PROOF_AFTER_MS: "4000",
    CARRIER_TIMEOUT_MS: String(TIMEOUT_MS),
    ...(options.seconds === null ? { TEXTER_SENDS_PER_SECOND: "1000" } : {}),
  },
});
if (!started.ok) throw new Error(started.message);
const { installation } = started;
let failed = true;
try {
  failed = await run(installation);
} finally {
  await installation.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(failed ? "0 passed, 1 failed" : "1 passed, 0 failed");
process.exit(failed ? 1 : 0);

async function run(parts: Installation): Promise<boolean> {
  const { seed, contacts, kills, outage, faults } = options;
  const random = randomFrom(seed);
  const hours = hoursNow(Date.now());
  // Some live in other zones, unless all texts have to go.
  const { csv, zones } = crashContacts(contacts, hours, options.seconds !== null);
  const carrier = new FaultyCarrier(parts.carrierOrigin, faults);
  const { admin, orgId, campaignId, joinToken } = await makeCampaign(parts, hours, csv);
  const texters = Array.from({ length: options.texters }, () => new CrashTexter(parts.origin));
  const emails = texters.map((_, index) => `t${index}@crash.example`);
  for (const [index, texter] of texters.entries()) {
    const person = { email: emails[index] ?? "", password: "crash-test-1", firstName: "T", lastName: `${index}` };
    need("joining", await texter.come(person, joinToken));
  }
  const how = options.seconds === null ? "as fast as they go" : `for ${options.seconds} s`;
  console.log(
    `seed ${seed}: ${texters.length} texters, ${contacts} contacts, ${how}; hours ${hours.startHour} to ${hours.endHour}`,
  );
  await carrier.setFaults();

  const startedMs = Date.now();
  const untilMs = options.seconds === null ? Infinity : startedMs + options.seconds * 1000;
  let isDone = false;
  const stopped = () => isDone || Date.now() > untilMs;
  const paceMs = options.seconds === null ? 0 : (options.seconds * 900 * texters.length) / contacts;
  const atOnce = options.seconds === null ? 10 : 1;
  const optOutShare = options.seconds === null ? 0 : 0.02;
  const working = Promise.all(
    texters.map((texter) => texter.work({ campaignId, stopped, paceMs, atOnce, optOutShare, random })),
  ).finally(() => (isDone = true));
  const say = (from: string, body: string, times: number) => carrier.say(from, body, times);
  const cells = [...zones.keys()];
  const isUnderFire = options.seconds !== null;
  const [, killed, left, suspensions, authoredChanges] = await Promise.all([
    working,
    killAtRandom(parts, {
      carrier,
      stopped,
      random,
      most: kills,
      outageMs: outage * 1000,
      outageAfterMs: (options.seconds ?? 60) * 300,
    }),
    isUnderFire ? leave({ admin, texters, cells, say, stopped, random }) : [],
    isUnderFire ? changeRoles({ admin, emails, stopped, random }) : [],
    isUnderFire ? author({ admin, campaignId, confirmation: CONFIRMATION, stopped, random }) : 0,
    report(texters, stopped),
  ]);
  const textingMs = Date.now() - startedMs;
  console.log("the fire is over; waiting until everything has settled");
  // Texts that were accepted and not carried yet must meet the faults, too.
  await carried(admin, campaignId, CARRY_LIMIT_MS + contacts * CARRY_LIMIT_PER_TEXT_MS);
  await carrier.clearFaults();
  const settled = await settleTexts(admin, campaignId, carrier, SETTLE_LIMIT_MS);
  const settledMs = Date.now() - startedMs;
  const ledger = await carrier.ledger();
  const read = async (): Promise<Findings> => {
    const desks = (await Promise.all(texters.map((texter) => texter.desk(campaignId)))).flat();
    const evidence: Evidence = {
      ledger,
      desks,
      dropped: settled.dropped,
      confirmations: new Set([confirmation, ...Object.values(translations ?? {}).filter((text) => text !== undefined)]),
      leaving: new Set(LEAVING),
      accepted: texters.flatMap((texter) => texter.accepted),
      optedOut: [...left, ...texters.flatMap((texter) => texter.optedOut)],
      postgres: await readPostgres(parts.databaseEndpoint, campaignId),
      isWithinHours: (cell, atMs) => isWithinHours(hours, zones.get(cell) ?? hours.zone, atMs),
    };
    return reconcile(evidence);
  };
  const workerFolder = join(folder, "worker");
  let authored = await compareAuthored(parts.databaseEndpoint, workerFolder, orgId);
  // The cron delivers what is left.
  for (const until = Date.now() + AGREE_LIMIT_MS; authored.length > 0 && Date.now() < until;) {
    await sleep(3_000);
    authored = await compareAuthored(parts.databaseEndpoint, workerFolder, orgId);
  }
  let findings = await read();
  // Postgres gets everything a moment later.
  for (const until = Date.now() + AGREE_LIMIT_MS; findings.disagreements.length > 0 && Date.now() < until;) {
    await sleep(3_000);
    findings = await read();
  }

  const { counts, ...wrong } = findings;
  const refusals = new Map<string, number>();
  for (const each of texters)
    for (const [why, count] of each.refusals) refusals.set(why, (refusals.get(why) ?? 0) + count);
  console.log(
    `texts: ${JSON.stringify(counts)}, in ${Math.round(textingMs / 1000)} s, settled after ${Math.round(settledMs / 1000)} s`,
  );
  console.log(`refused to texters: ${JSON.stringify(Object.fromEntries(refusals))}`);
  console.log(`faults: ${JSON.stringify(Object.fromEntries(carrier.hits))}`);
  const count = killed.worker + killed.carrier + killed.database;
  console.log(`kills: ${count}, ${JSON.stringify(killed)}; Postgres once away for ${outage} s`);
  console.log(
    `decided by a person: ${settled.decidedSent} went out, ${settled.decidedAgain} sent again, ${settled.dropped.size} dropped`,
  );
  console.log(`${suspensions.length} suspensions confirmed, ${authoredChanges} other changes of what admins author`);
  if (!settled.ok) console.log(`NOT SETTLED: ${settled.last}`);
  const names = {
    doubles: "texts twice",
    losses: "losses",
    afterOptOut: "texts after an opt-out was accepted",
    outsideHours: "texts outside hours",
    disagreements: "disagreements between carrier, objects and Postgres",
    whileSuspended: "texts of suspended texters",
    authored: "copies that differ from what was authored",
  } as const;
  const acceptedBy = new Map(emails.map((email, index) => [email, texters[index]?.accepted ?? []]));
  const whileSuspended = textsWhileSuspended(suspensions, acceptedBy);
  let bad = !settled.ok || counts.accepted === 0 || counts.undecided > 0;
  for (const [name, list] of Object.entries({ ...wrong, whileSuspended, authored })) {
    console.log(`${list.length} ${names[name as keyof typeof names]}`);
    for (const line of list.slice(0, 10)) console.log(`  ${line}`);
    if (list.length > 0) bad = true;
  }
  return bad;
}

/** One line a minute, so that a long run shows that it goes on. */
async function report(texters: readonly CrashTexter[], stopped: () => boolean): Promise<void> {
  for (let at = Date.now(); !stopped(); await sleep(500)) {
    if (Date.now() - at < 60_000) continue;
    at = Date.now();
    console.log(`${texters.reduce((sum, each) => sum + each.accepted.length, 0)} texts accepted`);
  }
}

async function makeCampaign({ origin, carrierOrigin, secrets }: Installation, hours: Hours, csv: string) {
  const person = { email: "admin@crash.example", password: "crash-test-1", firstName: "Ada", lastName: "Min" };
  const admin = createApiClient(origin);
  const setup = { organization: ORGANIZATION, messagingServiceSid: DEMO_ACCOUNT.serviceSid, admin: person };
  const headers = { authorization: `Bearer ${secrets.SETUP_TOKEN}` };
  const { orgId } = need("setup", await admin.post<{ ok: true; orgId: string }>("/api/setup", setup, headers));
  const { serviceSid, numbers } = DEMO_ACCOUNT;
  const inboundUrl = `${origin}/webhooks/twilio/${orgId}/inbound#rc=5&rp=all`;
  await fetch(`${carrierOrigin}/control/services/${serviceSid}`, {
    method: "PUT",
    body: JSON.stringify({ numbers, inboundUrl }),
  });
  need("signing in", await admin.post("/api/auth/sign-in", { email: person.email, password: person.password }));
  const texts = { confirmation: CONFIRMATION, help: "A volunteer is texting with you." };
  need("the confirmation", await admin.patch("/api/admin/opt-outs/texts", texts));
  const draft = {
    title: "Crash test",
    description: "Texts under fire",
    dueDate: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10),
    script: {
      rootStepId: "first",
      steps: [{ id: "first", texts: ["Hi {firstName}, STOP to opt out"], question: "", answers: [] }],
    },
    window: { ...hours, override: true },
    allowTestNumbers: true,
  };
  type Detail = { ok: true; campaign: CampaignDetail };
  const { campaignId, joinToken } = need("campaign", await admin.post<Detail>("/api/admin/campaigns", draft)).campaign;
  const path = `/api/admin/campaigns/${campaignId}`;
  need("upload", await admin.post(`${path}/contacts?mode=add`, csv, { "content-type": "text/csv" }));
  for (const until = Date.now() + 120_000; ; await sleep(200)) {
    const { campaign } = need("reading", await admin.get<Detail>(path));
    if (campaign.import?.state === "done") break;
    if (Date.now() > until) throw new Error(`the import took too long: ${JSON.stringify(campaign.import)}`);
  }
  need("start", await admin.post(`${path}/start`, {}));
  return { admin, orgId, campaignId, joinToken };
}

async function readPostgres(fetchEndpoint: string, campaignId: string): Promise<PostgresMessage[]> {
  const { $client: sql } = connect(LOCAL_DATABASE_URL, { fetchEndpoint });
  const rows = await sql.query("SELECT contact_id, id, send_status, direction FROM messages WHERE campaign_id = $1", [
    campaignId,
  ]);
  // The columns that were asked for.
  return rows as PostgresMessage[];
}
