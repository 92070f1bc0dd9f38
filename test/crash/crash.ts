/**
 * `npm run crash`: real processes, killed with SIGKILL under load, and the books compared afterwards.
 *
 *     npm run crash -- [--seconds 40] [--outage 8] [--seed 1] [--texters 6] [--contacts 900]
 *
 * Ends with exit code 1 when a text was lost or doubled, or when Postgres and the objects disagree.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { CampaignDetail } from "../../domain/protocol/campaign.ts";
import { createApiClient, need } from "../../tools/demo/api-client.ts";
import type { ApiClient } from "../../tools/demo/api-client.ts";
import { startInstallation } from "../../tools/local/installation.ts";
import type { Installation } from "../../tools/local/installation.ts";
import { freePorts } from "../../tools/local/ports.ts";
import { DEMO_ACCOUNT } from "../../twilio/emulator/settings.ts";
import { connect } from "../../db/client.ts";
import { LOCAL_DATABASE_URL } from "../../tools/local/neon-server.ts";
import { reconcile } from "./reconcile.ts";
import type { LedgerText, PostgresMessage } from "./reconcile.ts";
import { Texter } from "./texter.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "40" },
    outage: { type: "string", default: "8" },
    seed: { type: "string", default: "1" },
    texters: { type: "string", default: "6" },
    contacts: { type: "string", default: "900" },
  },
});
const seconds = Number(values.seconds);
const outageSeconds = Number(values.outage);
const DRAIN_LIMIT_MS = 120_000;
/** Each has a hundred fictional numbers, 555-0100 to 555-0199. */
const AREA_CODES = (
  "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 253 " +
  "254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323"
).split(" ");
const random = randomFrom(Number(values.seed));

const folder = mkdtempSync(join(tmpdir(), "whistlestop-crash-"));
const [port] = await freePorts(1);
const started = await startInstallation({
  folder,
  port: port ?? 0,
  app: false,
  logLevel: "none",
  carrierSettings: { autoReplies: { dropRatio: 0.5, delayMs: [200, 1500] } },
  vars: { UNKNOWN_LOOK_UP_AFTER_MS: "1500", ABSENCE_IS_PROOF_AFTER_MS: "4000", CARRIER_TIMEOUT_MS: "2000" },
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
process.exit(failed ? 1 : 0);

async function run({ origin, carrierOrigin, secrets, worker, database, databaseEndpoint }: Installation) {
  const { admin, campaignId, joinToken } = await makeCampaign(origin, carrierOrigin, secrets.SETUP_TOKEN);
  const texters = Array.from({ length: Number(values.texters) }, () => new Texter(origin));
  for (const [index, texter] of texters.entries()) {
    const person = { email: `t${index}@crash.example`, password: "crash-test-1", firstName: "T", lastName: `${index}` };
    need("joining", await texter.come(person, joinToken));
  }
  console.log(`${values.texters} texters, ${values.contacts} contacts; killing for ${seconds} s`);
  await control(carrierOrigin, "faults", { kind: "accept-then-time-out", probability: 0.03 });
  await control(carrierOrigin, "faults", { kind: "500", probability: 0.03 });
  await control(carrierOrigin, "faults", { kind: "duplicate-callbacks", probability: 0.2 });
  await control(carrierOrigin, "faults", { kind: "out-of-order-callbacks", probability: 0.2 });

  const until = Date.now() + seconds * 1000;
  const working = Promise.all(texters.map((texter) => texter.work(campaignId, () => Date.now() > until)));
  let kills = 0;
  const outage = stopDatabase(database, seconds * 300, outageSeconds * 1000);
  while (Date.now() < until) {
    await sleep(1_500 + random() * 3_500);
    await worker.kill();
    kills += 1;
    const again = await worker.start();
    if (!again.ok) throw new Error(again.message);
  }
  await Promise.all([working, outage]);
  console.log("the fire is over; waiting until everything has settled");
  await control(carrierOrigin, "faults", null);

  const drained = await drain(admin, campaignId, databaseEndpoint, texters);
  const desks = (await Promise.all(texters.map((texter) => texter.desk(campaignId)))).flat();
  const ledger = await readLedger(carrierOrigin);
  const postgres = await readPostgres(databaseEndpoint, campaignId);
  const accepted = texters.flatMap((texter) => texter.accepted);
  const findings = reconcile(accepted, ledger, desks, postgres);
  const { doubles, losses, disagreements, ...counts } = findings;
  console.log(`seed ${values.seed}, ${kills} kills of the Worker, Postgres away for ${outageSeconds} s`);
  console.log(JSON.stringify(counts), drained ? "drained" : "NOT DRAINED");
  for (const [name, list] of Object.entries({ doubles, losses, disagreements })) {
    console.log(`${list.length} ${name}`);
    for (const line of list.slice(0, 10)) console.log(`  ${line}`);
  }
  const bad = !drained || accepted.length === 0 || doubles.length + losses.length + disagreements.length > 0;
  console.log(bad ? "0 passed, 1 failed" : "1 passed, 0 failed");
  return bad;
}

async function makeCampaign(origin: string, carrierOrigin: string, setupToken: string) {
  const person = { email: "admin@crash.example", password: "crash-test-1", firstName: "Ada", lastName: "Min" };
  const admin = createApiClient(origin);
  const setup = { organization: "Crash", messagingServiceSid: DEMO_ACCOUNT.serviceSid, admin: person };
  const headers = { authorization: `Bearer ${setupToken}` };
  const { orgId } = need("setup", await admin.post<{ ok: true; orgId: string }>("/api/setup", setup, headers));
  const { serviceSid, numbers } = DEMO_ACCOUNT;
  const inboundUrl = `${origin}/webhooks/twilio/${orgId}/inbound`;
  await fetch(`${carrierOrigin}/control/services/${serviceSid}`, {
    method: "PUT",
    body: JSON.stringify({ numbers, inboundUrl }),
  });
  need("signing in", await admin.post("/api/auth/sign-in", { email: person.email, password: person.password }));
  const draft = {
    title: "Crash test",
    description: "Texts under fire",
    dueDate: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10),
    script: {
      rootStepId: "first",
      steps: [{ id: "first", texts: ["Hi {firstName}, STOP to opt out"], question: "", answers: [] }],
    },
    window: { zone: "America/New_York", startHour: 0, endHour: 24 },
    allowTestNumbers: true,
  };
  const made = need(
    "campaign",
    await admin.post<{ ok: true; campaign: CampaignDetail }>("/api/admin/campaigns", draft),
  );
  const { campaignId, joinToken } = made.campaign;
  const path = `/api/admin/campaigns/${campaignId}`;
  need("upload", await admin.post(`${path}/contacts?mode=add`, contactsCsv(), { "content-type": "text/csv" }));
  await waitFor("the import", 60_000, async () => {
    const read = await admin.get<{ ok: true; campaign: CampaignDetail }>(path);
    return read.ok && read.campaign.import?.state === "done";
  });
  need("start", await admin.post(`${path}/start`, {}));
  return { admin, campaignId, joinToken };
}

function contactsCsv(): string {
  const rows = Array.from({ length: Number(values.contacts) }, (_, index) => {
    const area = AREA_CODES[Math.floor(index / 100) % AREA_CODES.length];
    return `Person${index},Test,+1${area}55501${String(index % 100).padStart(2, "0")}`;
  });
  return ["first,last,cell", ...rows].join("\n");
}

async function control(carrierOrigin: string, what: string, body: unknown): Promise<void> {
  const init = body === null ? { method: "DELETE" } : { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(`${carrierOrigin}/control/${what}`, init);
  if (!response.ok) throw new Error(`the emulator refused ${what}: ${await response.text()}`);
}

async function stopDatabase(database: Installation["database"], afterMs: number, forMs: number): Promise<void> {
  if (forMs === 0) return;
  await sleep(afterMs);
  await database.kill();
  await sleep(forMs);
  const again = await database.start();
  if (!again.ok) throw new Error(again.message);
}

/**
 * Waits until nothing is on its way any more: no text queued, Postgres has what the desks have, and no text became decided for
 * longer than look-ups take (one that failed twice at the carrier waits for a person).
 */
async function drain(admin: ApiClient, campaignId: string, endpoint: string, texters: Texter[]): Promise<boolean> {
  let last = "";
  let unchanged = 0;
  const settled = async () => {
    const read = await admin.get<{ ok: true; campaign: CampaignDetail }>(`/api/admin/campaigns/${campaignId}`);
    if (!read.ok || read.campaign.numbers.queued > 0) return false;
    const desks = (await Promise.all(texters.map((texter) => texter.desk(campaignId)))).flat();
    const rows = await readPostgres(endpoint, campaignId);
    const { disagreements } = reconcile([], [], desks, rows);
    const now = JSON.stringify([read.campaign.numbers, rows.length, disagreements.length]);
    unchanged = now === last ? unchanged + 1 : 0;
    last = now;
    return unchanged >= (read.campaign.numbers.undecided > 0 ? 6 : 1) && disagreements.length === 0;
  };
  return waitFor("everything to settle", DRAIN_LIMIT_MS, settled, 1_500).then(
    () => true,
    () => false,
  );
}

async function waitFor(what: string, limitMs: number, done: () => Promise<boolean>, everyMs = 200): Promise<void> {
  for (const until = Date.now() + limitMs; Date.now() < until; await sleep(everyMs)) {
    if (await done().catch(() => false)) return;
  }
  throw new Error(`${what} took longer than ${limitMs / 1000} s`);
}

async function readLedger(carrierOrigin: string): Promise<LedgerText[]> {
  const texts: LedgerText[] = [];
  for (let since = 0; ;) {
    const response = await fetch(`${carrierOrigin}/control/ledger?since=${since}&limit=1000`);
    // The emulator's own shape.
    const page = (await response.json()) as { texts: LedgerText[]; next: number; more: boolean };
    texts.push(...page.texts);
    if (!page.more) return texts;
    since = page.next;
  }
}

async function readPostgres(fetchEndpoint: string, campaignId: string): Promise<PostgresMessage[]> {
  const { $client: sql } = connect(LOCAL_DATABASE_URL, { fetchEndpoint });
  const rows = await sql.query(
    "SELECT contact_id, id, send_status, direction, body FROM messages WHERE campaign_id = $1",
    [campaignId],
  );
  return rows as PostgresMessage[];
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
