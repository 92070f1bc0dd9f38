/** Accounts of one e-mail in several organizations: nobody learns of those in another one. */
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { started } from "../../test/workers/test-campaign.ts";
import { Browser, newOrganization, newTexter, queryPostgres } from "../../test/workers/test-client.ts";
import type { Answer, TestOrganization } from "../../test/workers/test-client.ts";

let ours: TestOrganization;
let theirs: TestOrganization;
let joinToken: string;
beforeAll(async () => {
  [ours, theirs] = [await newOrganization(), await newOrganization()];
  ({ joinToken } = await started(ours));
});
afterEach(() => vi.unstubAllGlobals());

const PASSWORD = "a password of somebody";
const newEmail = () => `somebody-${crypto.randomUUID()}@example.org`;
const person = (email: string, password = PASSWORD) => ({ email, password, firstName: "Some", lastName: "Body" });

/** Another place for each test: failures at one place count for all files, which share Postgres. */
let from: { "cf-connecting-ip": string };
let places = 0;
beforeEach(() => void (from = { "cf-connecting-ip": `2001:db8:29:${(places += 1)}::1` }));

const signUp = (email: string, password = PASSWORD, browser = new Browser()) =>
  browser.call("/api/auth/sign-up", { json: { ...person(email, password), joinToken }, headers: from });
const addTo = ({ admin }: TestOrganization, email: string, password = PASSWORD) =>
  admin.call("/api/admin/people", { json: { ...person(email, password), role: "TEXTER" } });
const signIn = (email: string, password: string, orgId?: string, browser = new Browser(), headers = from) =>
  browser.call("/api/auth/sign-in", { json: { email, password, orgId }, headers });

/** An answer without what is different for every account. */
function shapeOf({ status, headers, body }: Answer) {
  const text = JSON.stringify(body)
    .replaceAll(/[\w-]+@example\.org/g, "<e-mail>")
    .replaceAll(/"p[0-9a-z]{15}"/g, "<person>");
  return { status, text, headers: [...headers.keys()] };
}

/** What Postgres is asked about accounts, in order, without the values. Others ask, too: the queues of a test before. */
async function queriesOf(act: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  const realFetch = globalThis.fetch;
  vi.stubGlobal("fetch", (input: RequestInfo | URL, init?: RequestInit) => {
    type Query = { query: string };
    // The driver's own requests: one query, or several as a transaction.
    if (typeof init?.body === "string") {
      const body = JSON.parse(init.body) as Query | { queries: Query[] };
      const queries = "queries" in body ? body.queries : [body];
      asked.push(queries.map(({ query }) => query).join(";"));
    }
    return realFetch(input, init);
  });
  await act();
  vi.unstubAllGlobals();
  return asked.filter((query) => /"(people|sign_in_attempts)"/.test(query));
}

const saltsOf = async (email: string) => {
  const rows = await queryPostgres<{ hash: string }>("select password_hash as hash from people where email = $1", [
    email,
  ]);
  return rows.map(({ hash }) => hash.split("$").slice(0, 5).join("$"));
};

describe("an e-mail that somebody of another organization has", () => {
  test.each([
    ["signs up", (email: string) => signUp(email, "another password")],
    ["is added by an admin", (email: string) => addTo(ours, email, "another password")],
  ])("%s with the same answer, by the same queries and the same work", async (_, act) => {
    const [known, unknown] = [newEmail(), newEmail()];
    await addTo(theirs, known);
    const answers: Answer[] = [];
    const asked: string[][] = [];
    for (const email of [known, unknown]) asked.push(await queriesOf(async () => answers.push(await act(email))));
    const [ofKnown, ofUnknown] = answers.map(shapeOf);
    expect(ofKnown).toMatchObject({ status: 201 });
    expect(ofKnown).toEqual(ofUnknown);
    expect(asked[0]).toEqual(asked[1]);
    expect(asked[0]?.length).toBeGreaterThan(1);
    // One derivation for both accounts.
    const salts = await saltsOf(known);
    expect(salts).toHaveLength(2);
    expect(new Set(salts).size).toBe(1);
  });

  test("stays that person's account, with the password and the role that it had", async () => {
    const email = newEmail();
    await addTo(theirs, email);
    await signUp(email, "another password");
    expect((await signIn(email, PASSWORD)).body).toMatchObject({ ok: true, me: { orgId: theirs.orgId } });
    expect((await signIn(email, "another password")).body).toMatchObject({ ok: true, me: { orgId: ours.orgId } });
    expect(await signIn(email, "a third password")).toMatchObject({ status: 401, body: { reason: "wrong_password" } });
  });

  test("is told in one's own organization, where the admin sees everybody anyway", async () => {
    const email = newEmail();
    expect(await addTo(ours, email)).toMatchObject({ status: 201 });
    const again = await addTo(ours, email, "another password");
    expect(again).toMatchObject({ status: 422, body: { reason: "has_account" } });
    expect(again.body["message"]).toBe(`There is already an account here with ${email}. Enter another address.`);
  });
});

describe("one password for several organizations", () => {
  test("lets the person choose, and opens the chosen one", async () => {
    const email = newEmail();
    for (const organization of [ours, theirs]) await addTo(organization, email);
    const asked = await signIn(email, PASSWORD);
    expect(asked).toMatchObject({ status: 422, body: { ok: false, reason: "choose_organization" } });
    const organizations = asked.body["organizations"] as { orgId: string }[];
    expect(organizations.map(({ orgId }) => orgId)).toEqual([ours.orgId, theirs.orgId]);
    expect(asked.headers.get("set-cookie")).toBeNull();
    expect((await signIn(email, PASSWORD, theirs.orgId)).body).toMatchObject({ me: { orgId: theirs.orgId } });
    // Only with the password does one learn where it is for.
    expect((await signIn(email, "a guess", theirs.orgId)).body).toMatchObject({ reason: "wrong_password" });
  });

  test("does not offer the one where the person is suspended", async () => {
    const email = newEmail();
    const added = await addTo(ours, email);
    await addTo(theirs, email);
    const { personId } = added.body["person"] as { personId: string };
    await ours.admin.call(`/api/admin/people/${personId}`, { method: "PATCH", json: { role: "SUSPENDED" } });
    expect((await signIn(email, PASSWORD)).body).toMatchObject({ me: { orgId: theirs.orgId } });
    expect((await signIn(email, PASSWORD, ours.orgId)).body).toMatchObject({ reason: "suspended" });
  });

  test("at a join link of an organization where they have no account says what to do, to them alone", async () => {
    const email = newEmail();
    await addTo(theirs, email);
    expect((await signIn(email, PASSWORD, ours.orgId)).body).toMatchObject({ reason: "no_account_here" });
    expect((await signIn(email, "a guess", ours.orgId)).body).toMatchObject({ reason: "wrong_password" });
  });
});

describe("a sign-up with an e-mail of the same organization", () => {
  test("is a sign-in when the password is right, and refused when it is not", async () => {
    const email = newEmail();
    const first = await signUp(email);
    const again = await signUp(email);
    expect(again).toMatchObject({ status: 200, body: { me: first.body["me"] } });
    const wrong = await signUp(email, "another password");
    expect(wrong).toMatchObject({ status: 422, body: { reason: "has_account" } });
    expect(wrong.headers.get("set-cookie")).toBeNull();
  });

  test("that is sent twice at once makes one account", async () => {
    const email = newEmail();
    const answers = await Promise.all([signUp(email), signUp(email), signUp(email)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 201]);
    expect(await saltsOf(email)).toHaveLength(1);
  });

  test("counts as a guess at its password", async () => {
    const email = newEmail();
    await addTo(ours, email);
    const guesses: number[] = [];
    for (let n = 0; n < 12; n++) guesses.push((await signUp(email, `a guess no. ${n}`)).status);
    expect(guesses.filter((status) => status === 422)).toHaveLength(10);
    expect(await signUp(email)).toMatchObject({ status: 429 });
  });
});

test("somebody who makes an account with another person's e-mail gets no more guesses at that person's password", async () => {
  const email = newEmail();
  await addTo(theirs, email);
  const thief = new Browser();
  await signUp(email, "the thief's password", thief);
  let wrong = 0;
  for (let n = 0; n < 30; n++) {
    if (n % 5 === 0) {
      const own = await signIn(email, "the thief's password", undefined, thief);
      expect(own).toMatchObject({ status: 200 });
    }
    if ((await signIn(email, `guess ${n}`, undefined, thief)).status === 401) wrong += 1;
  }
  expect(wrong).toBe(30);
  // The twenty guesses over the limit were tried on the thief's own account only.
  expect(await signIn(email, PASSWORD, undefined, thief)).toMatchObject({ status: 401 });
  expect(await signIn(email, PASSWORD, undefined, new Browser(), { "cf-connecting-ip": "192.0.2.67" })).toMatchObject({
    status: 200,
  });
});

describe("two organizations in one browser", () => {
  test("are signed in to one after the other: the second sign-in ends the first session", async () => {
    const [mine, other] = [await newTexter(ours), await newTexter(theirs)];
    const kept = mine.cookie;
    await mine.signIn(other.email, "another password");
    expect((await mine.call("/api/auth/me")).body).toMatchObject({ me: { personId: other.personId } });
    const tab = Object.assign(new Browser(), { cookie: kept });
    await vi.waitUntil(async () => (await tab.call("/api/auth/me")).status === 401, { timeout: 30_000, interval: 20 });
  });

  test("do not mix: a page of the first does nothing in the second", async () => {
    const browser = new Browser();
    await browser.signIn(ours.email, ours.password);
    const page = { "x-whistlestop-person": ours.adminId };
    await browser.signIn(theirs.email, theirs.password);
    const json = {
      prices: { currency: "EUR", segmentOutMicros: 1, segmentInMicros: 1, carrierFeeMicros: 1, segmentsPerSecond: 1 },
    };
    const change = { method: "PATCH", json, headers: page };
    expect(await browser.call("/api/admin/settings", change)).toMatchObject({ status: 401 });
    const settings = await theirs.admin.call("/api/admin/settings");
    expect(settings.body).toMatchObject({ settings: { prices: { currency: "USD" } } });
    const socket = await browser.fetch(`/ws/texter?as=${ours.adminId}`, { headers: { upgrade: "websocket" } });
    const closed = new Promise<CloseEvent>((resolve) => socket.webSocket!.addEventListener("close", resolve));
    socket.webSocket!.accept();
    expect((await closed).code).toBe(4401);
    // Its sign-out neither.
    await browser.call("/api/auth/sign-out", { json: {}, headers: page });
    expect((await browser.call("/api/auth/me", { headers: page })).body).toMatchObject({ me: { orgId: theirs.orgId } });
  });
});
