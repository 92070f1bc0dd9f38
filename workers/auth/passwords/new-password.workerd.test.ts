/** Links for a new password, and changing one's own. */
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { everyDeath, requestAndDie } from "../../../test/workers/dying-worker.ts";
import { started } from "../../../test/workers/test-campaign.ts";
import { Browser, env, newOrganization, newTexter, queryPostgres } from "../../../test/workers/test-client.ts";
import type { Answer, TestOrganization } from "../../../test/workers/test-client.ts";
import { createLogger } from "../../../durable-objects/kit/log/log.ts";
import { deliverDue } from "../../authored/deliver.ts";
import { databaseOf } from "../../http/database.ts";

let ours: TestOrganization;
beforeAll(async () => {
  ours = await newOrganization();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const FORMER = "another password";
const NEW = "a new password of mine";
const WAIT = { timeout: 30_000, interval: 20 };

type Person = Browser & { personId: string; email: string };
const texter = (): Promise<Person> => newTexter(ours);

const makeLink = (by: Browser, personId: string) =>
  by.call(`/api/admin/people/${personId}/password-link`, { method: "POST" });
const tokenIn = ({ body }: Answer) => String(body["link"]).split("#")[1] ?? "";
const linkFor = async ({ personId }: Person, by = ours.admin) => tokenIn(await makeLink(by, personId));
/** Another place for each call, unless named: failures at one place count for all files, which share Postgres. */
let places = 0;
const from = (address = `2001:db8:30:${(places += 1).toString(16)}::1`) => ({ "cf-connecting-ip": address });
const look = (token: string, address?: string) =>
  new Browser().call("/api/auth/password-link", { json: { token }, headers: from(address) });
const use = (token: string, password = NEW, browser = new Browser()) =>
  browser.call("/api/auth/password-link/use", { json: { token, password }, headers: from() });
const change = (by: Browser, present: string, password = NEW) =>
  by.call("/api/auth/password", { json: { present, password }, headers: from() });
const statusOf = async (browser: Browser) => (await browser.call("/api/auth/me")).status;
const signsIn = async ({ email }: Person, password: string) => {
  const json = { email, password };
  return (await new Browser().call("/api/auth/sign-in", { json, headers: from() })).body.ok;
};
const giveRole = (personId: string, role: string) =>
  ours.admin.call(`/api/admin/people/${personId}`, { method: "PATCH", json: { role } });
/** Signed in, with this role. */
async function person(role: string): Promise<Person> {
  const made = await texter();
  await giveRole(made.personId, role);
  return made;
}

describe("a link for a new password", () => {
  test("says for whom it is, sets the password once, and ends all sessions of the person", async () => {
    const tess = await texter();
    const elsewhere = new Browser();
    await elsewhere.signIn(tess.email, FORMER);
    const socket = await tess.fetch("/ws/texter", { headers: { upgrade: "websocket" } });
    const closed = new Promise<CloseEvent>((resolve) => socket.webSocket!.addEventListener("close", resolve));
    socket.webSocket!.accept();

    const made = await makeLink(ours.admin, tess.personId);
    expect(made).toMatchObject({ status: 201, body: { ok: true } });
    expect(made.body["link"]).toMatch(
      new RegExp(`^${env.PUBLIC_ORIGIN}/new-password#${tess.personId}\\.[0-9a-z]{30}$`),
    );
    expect(Number(made.body["endsAtMs"]) - Date.now()).toBeGreaterThan(23.9 * 3600_000);
    const token = tokenIn(made);
    expect((await look(token)).body).toMatchObject({ ok: true, firstName: "Tex", email: tess.email });
    expect(await signsIn(tess, FORMER)).toBe(true);

    const browser = new Browser();
    const used = await use(token, NEW, browser);
    expect(used).toMatchObject({ status: 200, body: { ok: true, me: { personId: tess.personId } } });
    expect(await statusOf(browser)).toBe(200);
    expect([await statusOf(tess), await statusOf(elsewhere)]).toEqual([401, 401]);
    expect((await closed).code).toBe(4401);
    expect([await signsIn(tess, FORMER), await signsIn(tess, NEW)]).toEqual([false, true]);
    expect(await use(token, "a third password")).toMatchObject({ status: 422, body: { reason: "link_over" } });
    expect((await look(token)).body).toMatchObject({ reason: "link_over" });
    expect(await signsIn(tess, NEW)).toBe(true);
  });

  test("closes the live numbers that an admin has open elsewhere", async () => {
    const admin = await person("ADMIN");
    const { campaignId } = await started(ours);
    const answer = await admin.fetch(`/ws/admin/campaigns/${campaignId}`, { headers: { upgrade: "websocket" } });
    const closed = new Promise<CloseEvent>((resolve) => answer.webSocket!.addEventListener("close", resolve));
    answer.webSocket!.accept();
    await use(await linkFor(admin));
    expect((await closed).code).toBe(4401);
  });

  test("is kept as a digest, and is in no log", async () => {
    const tess = await texter();
    const written: unknown[] = [];
    for (const level of ["log", "info", "warn", "error", "debug"] as const)
      vi.spyOn(console, level).mockImplementation((line) => void written.push(line));
    const token = await linkFor(tess);
    const [, secret = ""] = token.split(".");
    const rows = await queryPostgres("select * from password_links where person_id = $1", [tess.personId]);
    expect(rows).toHaveLength(1);
    await use(token, "12345678");
    await use(`${token}x`);
    await use(token);
    await use(token);
    expect(secret).toHaveLength(30);
    expect(JSON.stringify([rows, written])).not.toContain(secret);
    expect(written.map(String).join()).toContain("password_set_by_link");
    expect(written.map(String).join()).not.toContain(NEW);
  });

  test("ends after a day, and when another one is made", async () => {
    const tess = await texter();
    const first = await linkFor(tess);
    const second = await linkFor(tess);
    expect((await use(first)).body).toMatchObject({ reason: "link_over" });
    await queryPostgres("update password_links set ends_at = now() - interval '1 second' where person_id = $1", [
      tess.personId,
    ]);
    expect((await use(second)).body).toMatchObject({ reason: "link_over" });
    expect(await signsIn(tess, FORMER)).toBe(true);
  });

  test("takes no weak password, and may be tried again then", async () => {
    const tess = await texter();
    const token = await linkFor(tess);
    expect(await use(token, "Password1!")).toMatchObject({ status: 422, body: { reason: "weak_password" } });
    expect(await use(token, "short")).toMatchObject({ status: 400 });
    expect(await use(token)).toMatchObject({ status: 200 });
  });

  test("that is used twice at the same moment sets one password", async () => {
    const tess = await texter();
    const token = await linkFor(tess);
    const passwords = [1, 2, 3].map((n) => `a new password no. ${n}`);
    const answers = await Promise.all(passwords.map((password) => use(token, password)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const opened = await Promise.all(passwords.map((password) => signsIn(tess, password)));
    expect(opened).toEqual(answers.map(({ body }) => body.ok === true));
  });

  test("is not guessed: ten tries for a person, then they wait; the link that works opens all the same", async () => {
    const tess = await texter();
    const token = await linkFor(tess);
    const guess = (n: number, { personId } = tess) => look(`${personId}.${String(n).padStart(30, "0")}`, "192.0.2.90");
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, n) => guess(n)));
    const waiting = guesses.filter(({ status }) => status === 429);
    expect(waiting).toHaveLength(2);
    expect(waiting[0]?.body.message).toMatch(
      /^Too many links that do not work\. Try again in 15 minutes, or ask an organizer for a new link\.$/,
    );
    // Behind the same address: the person, others with a link, and others with a former one.
    const other = await texter();
    expect(await look(token, "192.0.2.90")).toMatchObject({ status: 200 });
    expect(await look(await linkFor(other), "192.0.2.90")).toMatchObject({ status: 200 });
    expect((await guess(1, other)).body).toMatchObject({ reason: "link_over" });
    for (const broken of ["x", ".", `${tess.personId}.`, "p000000000000000.x", "💥.💥"])
      expect((await look(broken, "192.0.2.92")).body).toMatchObject({ reason: "link_over" });
  });
});

describe("an address that many people share", () => {
  const flood = (address: string, count: number, email: string) =>
    queryPostgres(
      `insert into sign_in_attempts (email, address, at, succeeded) select ${email}, $1, now(), false from generate_series(1, ${count}) n`,
      [address],
    );
  const signInAt = (address: string, { email }: Person) =>
    new Browser().call("/api/auth/sign-in", { json: { email, password: FORMER }, headers: from(address) });

  test("has a large allowance of its own, for links and sign-ins apart; no link that works is held back by it", async () => {
    const [tess, other] = [await texter(), await texter()];
    const [token, address] = [await linkFor(tess), "192.0.2.94"];
    await flood(address, 299, "'link p' || lpad(n::text, 15, '0')");
    expect((await look("x", address)).body).toMatchObject({ reason: "link_over" });
    expect(await look("x", address)).toMatchObject({ status: 429 });
    expect(await signInAt(address, other)).toMatchObject({ status: 200 });
    await flood(address, 300, "'guess' || n || '@example.org'");
    expect(await signInAt(address, tess)).toMatchObject({ status: 429 });
    // Signed in here before.
    expect(await signInAt(address, other)).toMatchObject({ status: 200 });
    expect(await look(token, address)).toMatchObject({ status: 200 });
  });
});

describe("who may give one", () => {
  test("an admin to everybody up to admin, an owner to everybody, nobody to themselves", async () => {
    const [admin, helper] = [await person("ADMIN"), await person("SUPERVOLUNTEER")];
    for (const role of ["TEXTER", "SUPERVOLUNTEER", "ADMIN"])
      expect(await makeLink(admin, (await person(role)).personId)).toMatchObject({ status: 201 });
    expect(await makeLink(admin, ours.adminId)).toMatchObject({ status: 403, body: { reason: "forbidden" } });
    expect(await makeLink(helper, admin.personId)).toMatchObject({ status: 403 });
    expect(await makeLink(helper, (await texter()).personId)).toMatchObject({ status: 403 });
    expect(await makeLink(ours.admin, (await person("OWNER")).personId)).toMatchObject({ status: 201 });
    expect((await makeLink(ours.admin, ours.adminId)).body).toMatchObject({ reason: "own_password" });
    expect((await makeLink(ours.admin, (await person("SUSPENDED")).personId)).body).toMatchObject({
      reason: "suspended_person",
    });
    expect(await queryPostgres("select 1 from password_links where person_id = $1", [ours.adminId])).toEqual([]);
  });

  test("nobody to people of another organization", async () => {
    const theirs = await newOrganization();
    expect(await makeLink(theirs.admin, (await texter()).personId)).toMatchObject({ status: 404 });
  });

  test("it is over when the person has got a higher role than the one who made it", async () => {
    const [admin, tess] = [await person("ADMIN"), await texter()];
    const token = await linkFor(tess, admin);
    await giveRole(tess.personId, "OWNER");
    expect((await use(token)).body).toMatchObject({ reason: "link_over" });
    expect(await signsIn(tess, FORMER)).toBe(true);
  });

  test.each(["SUSPENDED", "TEXTER"])("it is over when the one who made it is %s", async (role) => {
    const [admin, tess] = [await person("ADMIN"), await texter()];
    const token = await linkFor(tess, admin);
    await giveRole(admin.personId, role);
    expect((await use(token)).body).toMatchObject({ reason: "link_over" });
  });

  test("a person who is suspended meanwhile cannot use it", async () => {
    const tess = await texter();
    const token = await linkFor(tess);
    await giveRole(tess.personId, "SUSPENDED");
    expect(await use(token)).toMatchObject({ status: 403, body: { reason: "suspended" } });
  });

  describe("the operator", () => {
    const ask = (json: object, token = env.SETUP_TOKEN) =>
      new Browser().call("/api/setup/password-link", { json, headers: { authorization: `Bearer ${token}` } });

    test("to the last owner of an organization", async () => {
      const lone = await newOrganization();
      expect(await ask({ email: lone.email }, "a guess")).toMatchObject({ status: 401 });
      const made = await ask({ email: lone.email.toUpperCase() });
      expect(made).toMatchObject({ status: 201, body: { orgId: lone.orgId, personId: lone.adminId } });
      expect(await use(tokenIn(made))).toMatchObject({ status: 200, body: { me: { role: "OWNER" } } });
      expect(await statusOf(lone.admin)).toBe(401);
    });

    test("names the organizations when the e-mail has accounts at several", async () => {
      const theirs = await newOrganization();
      const json = { email: ours.email, password: FORMER, firstName: "A", lastName: "B", role: "TEXTER" };
      await theirs.admin.call("/api/admin/people", { json });
      const several = await ask({ email: ours.email });
      expect(several).toMatchObject({ status: 422, body: { reason: "choose_organization" } });
      expect(several.body["organizations"]).toHaveLength(2);
      expect(await ask({ email: ours.email, orgId: theirs.orgId })).toMatchObject({
        status: 201,
        body: { orgId: theirs.orgId },
      });
      expect(await ask({ email: "nobody@example.org" })).toMatchObject({ status: 404 });
    });
  });
});

describe("a signed-in person", () => {
  test("changes the password with the present one; other sessions end, this one goes on", async () => {
    const tess = await texter();
    const elsewhere = new Browser();
    await elsewhere.signIn(tess.email, FORMER);
    const token = await linkFor(tess);
    expect(await change(tess, "not the password")).toMatchObject({ status: 401, body: { reason: "wrong_password" } });
    expect((await change(tess, FORMER, FORMER)).body).toMatchObject({
      reason: "weak_password",
      message: expect.stringContaining("Choose a new one."),
    });
    expect((await change(tess, FORMER, "Password1!")).body).toMatchObject({ reason: "weak_password" });
    expect(await change(tess, FORMER)).toMatchObject({ status: 200, body: { ok: true, underWay: false } });
    expect([await statusOf(tess), await statusOf(elsewhere)]).toEqual([200, 401]);
    expect([await signsIn(tess, FORMER), await signsIn(tess, NEW)]).toEqual([false, true]);
    expect((await use(token)).body).toMatchObject({ reason: "link_over" });
    expect(await change(new Browser(), NEW)).toMatchObject({ status: 401, body: { reason: "not_signed_in" } });
  });

  test("who does not know the password finds it out no sooner here than at the sign-in", async () => {
    const tess = await texter();
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, n) => change(tess, `a guess no. ${n}`)));
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(2);
    expect(await change(tess, FORMER)).toMatchObject({ status: 429 });
  });

  test("whose sign-in checked the former password while it was changed is not signed in", async () => {
    const tess = await texter();
    const realFetch = globalThis.fetch;
    vi.stubGlobal("fetch", async (input: RequestInfo | URL, init?: RequestInit) => {
      const response = await realFetch(input, init);
      if (!String(init?.body).includes("password_hash")) return response;
      vi.stubGlobal("fetch", realFetch);
      await change(tess, FORMER);
      return response;
    });
    const late = new Browser();
    const answer = await late.call("/api/auth/sign-in", {
      json: { email: tess.email, password: FORMER },
      headers: from(),
    });
    expect(answer).toMatchObject({ status: 401, body: { reason: "wrong_password" } });
    expect(late.cookie).toBeNull();
  });
});

test("after a backup was restored, in which the former password is the present one, it opens the account", async () => {
  const tess = await texter();
  const read = "select password_hash as hash from people where id = $1";
  const [before] = await queryPostgres<{ hash: string }>(read, [tess.personId]);
  await change(tess, FORMER);
  await queryPostgres("update people set password_hash = $2 where id = $1", [tess.personId, before?.hash]);
  await queryPostgres("delete from authored_copies where subject = 'password' and key like '%' || $1", [tess.personId]);
  const browser = new Browser();
  await browser.signIn(tess.email, FORMER);
  expect([await statusOf(browser), await statusOf(tess)]).toEqual([200, 401]);
  expect(await signsIn(tess, FORMER)).toBe(true);
});

test("a new password ends the other sessions wherever the Worker dies on the way, or is not set at all", async () => {
  const ends: string[] = [];
  for (const death of everyDeath()) {
    const tess = await texter();
    const elsewhere = new Browser();
    await elsewhere.signIn(tess.email, FORMER);
    const json = { present: FORMER, password: NEW };
    const { died, status } = await requestAndDie(tess, "/api/auth/password", { method: "POST", json }, death);
    await queryPostgres("update authored_copies set due_at = now() where org_id = $1", [ours.orgId]);
    // As the cron does, for this organization only: others are of other test files.
    await deliverDue(env, databaseOf(env), createLogger({}), ours.orgId);
    const isSet = await signsIn(tess, NEW);
    expect({ death, former: await signsIn(tess, FORMER) }).toEqual({ death, former: !isSet });
    await vi.waitUntil(async () => (await statusOf(elsewhere)) === (isSet ? 401 : 200), WAIT);
    ends.push(isSet ? "set" : "not set");
    if (died) continue;
    expect(status).toBe(200);
    break;
  }
  expect(new Set(ends).size).toBe(2);
  expect(ends.length).toBeGreaterThan(4);
});
