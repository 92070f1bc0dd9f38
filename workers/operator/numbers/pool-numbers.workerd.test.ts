/** Numbers as the installation's superadmin buys, checks and gives them back: routes, pool, inventories and the carrier together. */
import { beforeAll, describe, expect, test } from "vitest";
import type { BuyingJob, Reconciliation } from "../../../domain/numbers/buying.ts";
import type { InventoryNumber } from "../../../domain/numbers/inventory.ts";
import { inventoryAt, poolAt } from "../../../durable-objects/rpc/stubs.ts";
import { Browser, env, newOrganization } from "../../../test/workers/test-client.ts";
import type { TestOrganization } from "../../../test/workers/test-client.ts";
import { control } from "../../../test/workers/workers-world.ts";

const WAIT = { timeout: 20_000, interval: 50 };
const headers = { authorization: `Bearer ${env.SETUP_TOKEN}` };
const AT = "/api/operator/numbers/shared";
const search = (areaCode: string) => ({ areaCode });

let organization: TestOrganization;
beforeAll(async () => {
  organization = await newOrganization();
  const { email } = organization;
  const made = await new Browser().call("/api/setup/superadmin", { headers, json: { email } });
  expect(made).toMatchObject({ status: 200, body: { superadmin: true } });
  await organization.admin.signIn(email, organization.password);
});

const post = (path: string, json: object, by = organization.admin) => by.call(`${AT}${path}`, { json });
const buy = (areaCode: string, count: number, jobId: string = crypto.randomUUID()) =>
  post("/buy", { jobId, search: search(areaCode), count });

async function ended(jobId: string): Promise<BuyingJob> {
  let job: BuyingJob | undefined;
  await expect
    .poll(async () => {
      const { body } = await organization.admin.call(AT);
      job = (body["jobs"] as BuyingJob[]).find((each) => each.jobId === jobId);
      return job?.endedAt ?? null;
    }, WAIT)
    .not.toBeNull();
  // Polled above.
  return job as BuyingJob;
}
async function bought(areaCode: string, count: number): Promise<string[]> {
  const jobId = crypto.randomUUID();
  expect(await buy(areaCode, count, jobId)).toMatchObject({ status: 201 });
  expect(await ended(jobId)).toMatchObject({ state: "done", bought: count });
  return inventory(areaCode);
}
async function inventory(areaCode: string): Promise<string[]> {
  const { body } = await organization.admin.call(`${AT}/area/${areaCode}`);
  return (body["numbers"] as InventoryNumber[]).map(({ number }) => number);
}
type Resources = { accounts: { sid: string; numbers: { number: string; sid: string; voiceUrl: string | null }[] }[] };
async function atCarrier(areaCode: string): Promise<string[]> {
  const { accounts } = await control<Resources>("/numbers");
  return accounts
    .flatMap(({ numbers }) => numbers)
    .map(({ number }) => number)
    .filter((number) => number.startsWith(`+1${areaCode}`))
    .toSorted();
}
/** A call to the carrier's API that the product does not know of. */
async function atTheCarrier(method: string, path: string, form?: Record<string, string>) {
  const login = `${env.TWILIO_ACCOUNT_SID}:${env.TWILIO_AUTH_TOKEN}`;
  const response = await fetch(`http://emulator/2010-04-01/Accounts/${env.TWILIO_ACCOUNT_SID}${path}`, {
    method,
    headers: { authorization: `Basic ${btoa(login)}`, "content-type": "application/x-www-form-urlencoded" },
    ...(form ? { body: new URLSearchParams(form).toString() } : {}),
  });
  return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
}

describe("the superadmin", () => {
  test("is nobody until the operator's token says so, and nobody again at once", async () => {
    const other = await newOrganization();
    expect(await other.admin.call(AT)).toMatchObject({ status: 404, body: { reason: "not_found" } });
    expect(await new Browser().call(AT)).toMatchObject({ status: 401 });
    const json = { email: other.email };
    expect(await new Browser().call("/api/setup/superadmin", { json })).toMatchObject({ status: 401 });
    await new Browser().call("/api/setup/superadmin", { headers, json });
    expect(await other.admin.call(AT)).toMatchObject({ status: 200 });
    expect((await other.admin.signIn(other.email, other.password)).body["me"]).toMatchObject({ superadmin: true });
    await new Browser().call("/api/setup/superadmin", { headers, json: { ...json, superadmin: false } });
    expect(await other.admin.call(AT)).toMatchObject({ status: 404 });
    expect((await other.admin.signIn(other.email, other.password)).body["me"]).not.toHaveProperty("superadmin");
    const nobody = { email: "nobody@example.org" };
    expect(await new Browser().call("/api/setup/superadmin", { headers, json: nobody })).toMatchObject({ status: 404 });
  });

  test("may be the first admin of an organization", async () => {
    const json = {
      organization: `Operator ${crypto.randomUUID()}`,
      superadmin: true,
      admin: {
        email: `${crypto.randomUUID()}@example.org`,
        password: "a password for tests",
        firstName: "O",
        lastName: "P",
      },
    };
    await new Browser().call("/api/setup", { headers, json });
    const browser = new Browser();
    await browser.signIn(json.admin.email, json.admin.password);
    expect(await browser.call(AT)).toMatchObject({ status: 200 });
  });

  test("sees organizations and carrier accounts", async () => {
    const { body } = await organization.admin.call("/api/operator/organizations");
    expect(body["organizations"]).toContainEqual(
      expect.objectContaining({ orgId: organization.orgId, people: 1, activeCampaigns: 0 }),
    );
    expect((await organization.admin.call("/api/operator/carrier")).body).toMatchObject({
      installation: env.TWILIO_ACCOUNT_SID,
    });
  });
});

describe("buying", () => {
  test("searches live with the monthly cost", async () => {
    expect(await post("/search", search("617"))).toMatchObject({
      status: 200,
      body: { monthlyCost: { amount: 1.15, currency: "USD" }, simulated: false },
    });
    expect((await post("/search", { areaCode: "222" })).body["numbers"]).toEqual([]);
    expect(await post("/search", { areaCode: "61" })).toMatchObject({ status: 400, body: { reason: "bad_request" } });
  });

  test("brings numbers into the inventory, with voice addresses, counted by area code", async () => {
    const numbers = await bought("508", 6);
    expect(numbers).toHaveLength(6);
    expect(numbers).toEqual(await atCarrier("508"));
    const { body } = await organization.admin.call(AT);
    await expect
      .poll(async () => (await organization.admin.call(AT)).body["areaCodes"], WAIT)
      .toContainEqual({ areaCode: "508", AVAILABLE: 6, RESERVED: 0, ASSIGNED: 0, RESTING: 0 });
    expect((body["jobs"] as BuyingJob[])[0]).toMatchObject({ by: "Ada Min", monthlyCost: "1.15" });
    const { accounts } = await control<Resources>("/numbers");
    expect(accounts[0]?.numbers.find(({ number }) => number === numbers[0])?.voiceUrl).toBe(
      `${env.PUBLIC_ORIGIN}/webhooks/twilio/shared/voice`,
    );
  });

  test("the same job again buys nothing more; with another count it is refused", async () => {
    const jobId = crypto.randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => buy("617", 3, jobId)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 201]);
    await ended(jobId);
    expect(await buy("617", 4, jobId)).toMatchObject({ body: { reason: "other_request" } });
    expect(await atCarrier("617")).toHaveLength(3 + 10);
  });

  test("settles lost answers by the carrier's list", async () => {
    await control("/faults", { kind: "accept-then-500", call: "buy", probability: 0.5, seed: 3 });
    try {
      expect(await bought("212", 8)).toEqual(await atCarrier("212"));
      expect(await atCarrier("212")).toHaveLength(8);
    } finally {
      await control("/faults", undefined, "DELETE");
    }
  });

  test("can be stopped, and says how far it came", async () => {
    await control("/faults", { kind: "429", call: "buy", delayMs: 60_000 });
    const jobId = crypto.randomUUID();
    await buy("303", 5, jobId);
    expect(await post(`/jobs/${jobId}/stop`, {})).toMatchObject({ status: 200 });
    await control("/faults", undefined, "DELETE");
    expect(await ended(jobId)).toMatchObject({ state: "stopped", why: expect.stringContaining("of 5 were bought") });
    expect(await post(`/jobs/${jobId}/stop`, {})).toMatchObject({ status: 404 });
    expect(await inventory("303")).toEqual(await atCarrier("303"));
  });

  test.each([
    ["none", { count: 0 }],
    ["more than a thousand", { count: 1001 }],
    ["no id", { jobId: "x" }],
    ["an unknown wish", { color: "red" }],
  ])("refuses %s in a sentence", async (_, over) => {
    const json = { jobId: crypto.randomUUID(), search: search("617"), count: 1, ...over };
    expect(await post("/buy", json)).toMatchObject({ status: 400, body: { reason: "bad_request" } });
  });

  test("a pool that there is not is not made", async () => {
    for (const pool of ["nowhere", "o00000000000000z"]) {
      expect(await organization.admin.call(`/api/operator/numbers/${pool}`)).toMatchObject({ status: 404 });
    }
    expect(await organization.admin.call(`/api/operator/numbers/${organization.orgId}`)).toMatchObject({ status: 200 });
    expect(await organization.admin.call(`${AT}/area/222`)).toMatchObject({ status: 404 });
  });
});

describe("the check with the carrier", () => {
  const check = async () => (await post("/reconcile", {})).body["result"] as Reconciliation;

  test("tells which numbers only the carrier has; taking them over makes both the same", async () => {
    const made = await atTheCarrier("POST", "/IncomingPhoneNumbers.json", { AreaCode: "404", FriendlyName: "By hand" });
    const number = String(made["phone_number"]);
    expect((await check()).unknown).toContainEqual({ number, sid: made["sid"], name: "By hand", serviceSid: null });
    expect(await post("/take-over", { numbers: [number, "+14045551234"] })).toMatchObject({
      body: { added: 1, unknown: ["+14045551234"] },
    });
    expect(await inventory("404")).toEqual([number]);
    expect((await check()).unknown.map((each) => each.number)).not.toContain(number);
    const { accounts } = await control<Resources>("/numbers");
    expect(accounts[0]?.numbers.find((each) => each.number === number)?.voiceUrl).toContain("/voice");
  });

  test("names the service of a number that somebody may text by", async () => {
    const { unknown } = await check();
    const own = unknown.find(({ number }) => number === "+16175550100");
    expect(own?.serviceSid).toMatch(/^MG/);
  });

  test("free numbers that the account has lost leave; those in use rest, and nobody gets them", async () => {
    const [free = "", used = ""] = await bought("702", 2);
    const inventory702 = inventoryAt(env, "shared", "702");
    const holder = { kind: "campaign" as const, orgId: organization.orgId, campaignId: "c00000000000000a" };
    const reserved = await inventory702.reserve({
      requestId: crypto.randomUUID(),
      holder,
      count: 2,
      untilMs: Date.now() + 600_000,
    });
    if (!reserved.ok) throw new Error(reserved.reason);
    const use = { kind: "queue" as const, orgId: organization.orgId, queue: "c00000000000000a.0" };
    const { reservationId } = reserved;
    await inventory702.assign({ reservationId, holder, uses: [{ number: used, use }], releaseRest: true });
    for (const number of [free, used]) {
      const { accounts } = await control<Resources>("/numbers");
      const sid = accounts[0]?.numbers.find((each) => each.number === number)?.sid;
      await atTheCarrier("DELETE", `/IncomingPhoneNumbers/${sid}.json`);
    }
    expect(await check()).toMatchObject({
      missingCount: 2,
      mended: 2,
      missing: expect.arrayContaining([
        { number: free, state: "AVAILABLE" },
        { number: used, state: "ASSIGNED" },
      ]),
    });
    expect(await inventory("702")).toEqual([used]);
    await inventory702.unassign({ use, restUntilMs: null });
    expect(await inventory702.find({ number: used })).toMatchObject({ state: "RESTING" });
    expect(await check()).toMatchObject({ missingCount: 1 });
    expect(await check()).toMatchObject({ missingCount: 0 });
  });

  test("changes nothing when the carrier's list cannot be read", async () => {
    const numbers = await bought("206", 1);
    await control("/faults", { kind: "500", call: "numbers" });
    expect(await post("/reconcile", {})).toMatchObject({ body: { ok: false, reason: "carrier" } });
    await control("/faults", undefined, "DELETE");
    expect(await inventory("206")).toEqual(numbers);
  });

  test("is made once a day by itself", async () => {
    await check();
    const pool = poolAt(env, "shared");
    expect(await pool.reconcileDaily({ otherPools: [] })).toBeNull();
  });

  test("a number of another pool is not unknown", async () => {
    const jobId = crypto.randomUUID();
    const own = `/api/operator/numbers/${organization.orgId}`;
    await organization.admin.call(`${own}/buy`, { json: { jobId, search: search("512"), count: 1 } });
    const pool = poolAt(env, organization.orgId);
    await expect.poll(async () => (await pool.work()).jobs[0]?.state, WAIT).toBe("done");
    const [number = ""] = await atCarrier("512");
    const alone = await poolAt(env, "shared").reconcile({ otherPools: [] });
    const knowing = await poolAt(env, "shared").reconcile({ otherPools: [organization.orgId] });
    if (!alone.ok || !knowing.ok) throw new Error("not read");
    expect(alone.result.unknown.map((each) => each.number)).toContain(number);
    expect(knowing.result.unknown.map((each) => each.number)).not.toContain(number);
  });
});

describe("giving back", () => {
  test("free numbers leave inventory and account; those in use and unknown ones are told and stay", async () => {
    const [one = "", two = ""] = await bought("313", 2);
    const holder = { kind: "campaign" as const, orgId: organization.orgId, campaignId: "c00000000000000b" };
    const inventory313 = inventoryAt(env, "shared", "313");
    await inventory313.reserve({ requestId: crypto.randomUUID(), holder, count: 1, untilMs: Date.now() + 600_000 });
    const page = await inventory313.page({ after: "", limit: 10 });
    const held = page.numbers.find(({ state }) => state === "RESERVED")?.number ?? "";
    const free = held === one ? two : one;
    const released = await post("/release", { numbers: [free, held, "+13135551234"] });
    expect(released.body).toMatchObject({ leaving: 1, held: [held], unknown: ["+13135551234"] });
    await expect.poll(() => atCarrier("313"), WAIT).toEqual([held]);
    expect(await inventory("313")).toEqual([held]);
  });

  test("goes on after the carrier failed", async () => {
    const [number = ""] = await bought("414", 1);
    await control("/faults", { kind: "429", call: "numbers", to: number, count: 1, delayMs: 1000 });
    expect((await post("/release", { numbers: [number] })).body).toMatchObject({ leaving: 1 });
    await expect.poll(() => atCarrier("414"), WAIT).toEqual([]);
    expect((await organization.admin.call(AT)).body).toMatchObject({ leaving: 0 });
  });
});

test("programs do the same with the operator's token", async () => {
  const call = (path: string, json?: object) =>
    new Browser().call(`/api/setup/numbers/shared${path}`, json === undefined ? { headers } : { headers, json });
  expect(await call("")).toMatchObject({ status: 200 });
  expect(await call("/reconcile", {})).toMatchObject({ status: 200 });
  expect(await new Browser().call("/api/setup/numbers/shared")).toMatchObject({ status: 401 });
});
