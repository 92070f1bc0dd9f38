import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { TestOrganization } from "../../test/workers/test-client.ts";
import {
  Browser,
  newOrganization,
  newTexter,
  queryPostgres,
  fetchWorker,
  setPostgres,
} from "../../test/workers/test-client.ts";
import { sessionTokens, TOKEN_LIFE_MS } from "./session-token.ts";
import { env } from "../../test/workers/test-client.ts";

let organization: TestOrganization;
beforeAll(async () => {
  organization = await newOrganization();
});
afterEach(() => vi.useRealTimers());

const texterCall = (browser: Browser) => browser.call("/api/texter/campaigns", { json: {} });

describe("setup", () => {
  const json = {
    organization: "X",
    admin: { email: "x@example.org", password: "a first password", firstName: "X", lastName: "Y" },
  };

  test.each(["", "Bearer ", "Bearer setup-token-of-the-test", "Basic abc"])(
    "is refused with %j",
    async (authorization) => {
      const answer = await new Browser().call("/api/setup", { json, headers: { authorization } });
      expect(answer).toMatchObject({ status: 401, body: { reason: "not_signed_in" } });
    },
  );

  test("makes an organization for an admin who has an account at another one", async () => {
    const answer = await new Browser().call("/api/setup", {
      json: { organization: "Second", admin: { ...json.admin, email: organization.email } },
      headers: { authorization: `Bearer ${env.SETUP_TOKEN}` },
    });
    expect(answer).toMatchObject({ status: 201 });
    expect(answer.body["orgId"]).not.toBe(organization.orgId);
  });

  test("makes one organization when the request is sent twice", async () => {
    const request = {
      json: { organization: "Sent twice", admin: { ...json.admin, email: "Twice@example.org" } },
      headers: { authorization: `Bearer ${env.SETUP_TOKEN}` },
    };
    const { body } = await new Browser().call("/api/setup", request);
    const again = await new Browser().call("/api/setup", request);
    expect(again).toMatchObject({ status: 422, body: { reason: "organization_exists" } });
    expect(again.body["message"]).toContain(String(body["orgId"]));
  });
});

describe("sign-in", () => {
  test("answers with the signed-in person, and scripts cannot read the cookie", async () => {
    const browser = new Browser();
    const answer = await browser.signIn(organization.email.toUpperCase(), organization.password);
    expect(answer.body).toMatchObject({
      ok: true,
      me: { email: organization.email, role: "OWNER", orgId: organization.orgId },
    });
    const cookie = answer.headers.getSetCookie()[0];
    expect(cookie).toMatch(/^__Host-whistlestop_session=\S+; Max-Age=172800; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(await browser.call("/api/auth/me")).toMatchObject({ status: 200, body: { me: answer.body["me"] } });
  });

  test("tells nobody whether the e-mail or the password is wrong", async () => {
    const wrong = await new Browser().signIn(organization.email, "not the password");
    const unknown = await new Browser().signIn(`nobody-${crypto.randomUUID()}@example.org`, "not the password");
    expect(wrong).toMatchObject({ status: 401, body: { reason: "wrong_password" } });
    expect(unknown.body).toEqual(wrong.body);
    expect(wrong.headers.get("set-cookie")).toBeNull();
  });

  test("ends with the sign-out, in every tab that holds the cookie", async () => {
    const browser = new Browser();
    await browser.signIn(organization.email, organization.password);
    const kept = browser.cookie;
    await browser.call("/api/auth/sign-out", { json: {} });
    expect(browser.cookie).toBeNull();
    browser.cookie = kept;
    expect(await browser.call("/api/auth/me")).toMatchObject({ status: 401, body: { reason: "not_signed_in" } });
    expect(await browser.call("/api/admin/campaigns")).toMatchObject({ status: 401 });
  });

  test("is possible for a texter without touching the database again", async () => {
    const texter = await newTexter(organization);
    await setPostgres("stop");
    try {
      expect(await texterCall(texter)).toMatchObject({ status: 200, body: { ok: true } });
      expect(await texter.call("/api/auth/me")).toMatchObject({ status: 200 });
      const signIn = await new Browser().signIn(texter.email, "another password");
      expect(signIn).toMatchObject({ status: 503, body: { reason: "database_down" } });
    } finally {
      await setPostgres("start");
    }
  });

  test("leaves neither the e-mail nor the password in the log when its query fails", async () => {
    const texter = await newTexter(organization);
    const written = vi.spyOn(console, "error").mockImplementation(() => {});
    await setPostgres("stop");
    try {
      await new Browser().signIn(texter.email, "another password");
    } finally {
      await setPostgres("start");
    }
    const lines = written.mock.calls.map(([line]) => String(line));
    written.mockRestore();
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toContain("database_down");
    for (const line of lines) {
      expect(line).not.toContain(texter.email);
      expect(line).not.toContain("another password");
    }
  });

  const from = (address: string) => ({ "cf-connecting-ip": address });
  const signIn = (browser: Browser, email: string, password: string, address: string) =>
    browser.call("/api/auth/sign-in", { json: { email, password }, headers: from(address) });

  test("waits after ten failures at one place, says when to come back, and waiting ends", async () => {
    const texter = await newTexter(organization);
    const guess = () => signIn(new Browser(), texter.email, "a guess", "192.0.2.1");
    const guesses = await Promise.all(Array.from({ length: 12 }, guess));
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10);
    const refused = guesses.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ reason: "throttled", message: expect.stringMatching(/in 15 minutes/) });
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(800);
    expect(await signIn(new Browser(), texter.email, "another password", "192.0.2.1")).toMatchObject({ status: 429 });
    await queryPostgres("update sign_in_attempts set at = at - interval '16 minutes' where email = $1", [texter.email]);
    expect(await signIn(new Browser(), texter.email, "another password", "192.0.2.1")).toMatchObject({ status: 200 });
  });

  const flood = (email: string, count: number, address = "'198.51.100.' || n") =>
    queryPostgres(
      `insert into sign_in_attempts (email, address, at, succeeded) select $1, ${address}, now(), false from generate_series(1, ${count}) n`,
      [email],
    );

  test("of somebody whom a stranger tries to lock out still works where they signed in before, and elsewhere at first", async () => {
    const texter = await newTexter(organization);
    await signIn(texter, texter.email, "another password", "192.0.2.7");
    await flood(texter.email, 49);
    expect(await signIn(new Browser(), texter.email, "another password", "192.0.2.8")).toMatchObject({ status: 200 });
    await flood(texter.email, 49);
    // From everywhere at once: a new browser at a new address has to wait.
    expect(await signIn(new Browser(), texter.email, "another password", "192.0.2.9")).toMatchObject({ status: 429 });
    expect(await signIn(new Browser(), texter.email, "another password", "192.0.2.7")).toMatchObject({ status: 200 });
    expect(await signIn(texter, texter.email, "another password", "192.0.2.99")).toMatchObject({ status: 200 });
  });

  test("on a known device works when its whole office is held back, and guesses there have a limit of their own", async () => {
    const texter = await newTexter(organization);
    await flood(`colleague-${crypto.randomUUID()}@example.org`, 300, "'192.0.2.50'");
    await flood(texter.email, 20, "'192.0.2.50'");
    expect(await signIn(new Browser(), texter.email, "another password", "192.0.2.50")).toMatchObject({ status: 429 });
    expect(await signIn(texter, texter.email, "another password", "192.0.2.50")).toMatchObject({ status: 200 });
    const thief = Object.assign(new Browser(), { device: texter.device });
    const guesses = await Promise.all(
      Array.from({ length: 12 }, (_, n) => signIn(thief, texter.email, "a guess", `192.0.2.${100 + n}`)),
    );
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10);
    // The device of one person is a strange one for everybody else.
    await flood(organization.email, 50);
    expect(await signIn(thief, organization.email, organization.password, "192.0.2.77")).toMatchObject({ status: 429 });
  });

  test("needs no password that everybody would guess: such a one is refused when it is chosen", async () => {
    const json = { email: "jo.fisher@example.org", firstName: "Jo", lastName: "Fisher", role: "TEXTER" };
    for (const password of ["12345678", "Password1!", "jo.fisher@example.org", "fisher1990"]) {
      const added = await organization.admin.call("/api/admin/people", { json: { ...json, password } });
      expect(added).toMatchObject({ status: 422, body: { reason: "weak_password" } });
    }
  });

  test("waits after three hundred failures from one address, whichever account was tried", async () => {
    const address = "2001:db8:7::1";
    await queryPostgres(
      "insert into sign_in_attempts (email, address, at, succeeded) select 'guess' || n || '@example.org', $1, now(), false from generate_series(1, 300) n",
      ["2001:db8:7:0::/64"],
    );
    const neighbour = { "cf-connecting-ip": "2001:db8:7::ffff:2" };
    const texter = await newTexter(organization);
    const json = { email: texter.email, password: "another password" };
    for (const headers of [{ "cf-connecting-ip": address }, neighbour]) {
      expect(await new Browser().call("/api/auth/sign-in", { json, headers })).toMatchObject({ status: 429 });
    }
    const elsewhere = { "cf-connecting-ip": "2001:db8:8::1" };
    expect(await new Browser().call("/api/auth/sign-in", { json, headers: elsewhere })).toMatchObject({ status: 200 });
  });
});

describe("a session", () => {
  async function signedInAgo(agoMs: number): Promise<Browser> {
    const texter = await newTexter(organization);
    const session = await sessionTokens(env.SESSION_SECRET).verify(texter.cookie!.split("=")[1]!, Date.now());
    const token = await sessionTokens(env.SESSION_SECRET).sign(session!, Date.now() - agoMs);
    texter.cookie = `__Host-whistlestop_session=${token}`;
    return texter;
  }

  test.each([
    ["keeps its cookie while it is young", TOKEN_LIFE_MS / 4, false],
    ["gets a new cookie by use once half of the old one's life has gone", TOKEN_LIFE_MS * 0.6, true],
    ["gets a new cookie although the old one is past its life", TOKEN_LIFE_MS * 20, true],
  ])("%s", async (_, agoMs, renewed) => {
    const texter = await signedInAgo(agoMs);
    const answer = await texterCall(texter);
    expect(answer.status).toBe(200);
    expect(answer.headers.has("set-cookie")).toBe(renewed);
    expect(await texterCall(texter)).toMatchObject({ status: 200 });
  });

  test("is nothing with a cookie that we did not sign", async () => {
    const browser = new Browser();
    const forged = await sessionTokens("another secret of forty characters or so").sign(
      { personId: organization.adminId, orgId: organization.orgId, sessionId: "s000000000000000" },
      Date.now(),
    );
    browser.cookie = `__Host-whistlestop_session=${forged}`;
    expect(await browser.call("/api/admin/campaigns")).toMatchObject({ status: 401 });
    expect(await texterCall(browser)).toMatchObject({ status: 401 });
  });
});

describe("roles", () => {
  test("a texter may not do what admins do", async () => {
    const texter = await newTexter(organization);
    for (const path of ["campaigns", "people", "settings", "dead-letters", "campaigns/c000000000000000/undecided"]) {
      expect(await texter.call(`/api/admin/${path}`)).toMatchObject({ status: 403, body: { reason: "forbidden" } });
    }
    const json = { email: "x@example.org", password: "a first password", firstName: "X", lastName: "Y", role: "ADMIN" };
    expect(await texter.call("/api/admin/people", { json })).toMatchObject({ status: 403 });
  });

  test("a suspension takes effect at the next call, and at the next sign-in", async () => {
    const texter = await newTexter(organization);
    const change = { method: "PATCH", json: { role: "SUSPENDED" } };
    await organization.admin.call(`/api/admin/people/${texter.personId}`, change);
    expect(await texterCall(texter)).toMatchObject({ status: 403, body: { reason: "suspended" } });
    expect(await new Browser().signIn(texter.email, "another password")).toMatchObject({
      status: 403,
      body: { reason: "suspended" },
    });
  });

  test("a texter who becomes an admin is one at the next call", async () => {
    const texter = await newTexter(organization);
    await organization.admin.call(`/api/admin/people/${texter.personId}`, { method: "PATCH", json: { role: "ADMIN" } });
    expect(await texter.call("/api/admin/campaigns")).toMatchObject({ status: 200 });
  });

  test("nobody changes their own role", async () => {
    const admin = await newTexter(organization);
    const path = `/api/admin/people/${admin.personId}`;
    await organization.admin.call(path, { method: "PATCH", json: { role: "ADMIN" } });
    const answer = await admin.call(path, { method: "PATCH", json: { role: "TEXTER" } });
    expect(answer).toMatchObject({ status: 422, body: { reason: "own_role" } });
  });
});

describe("forged requests", () => {
  test("of another site's page change nothing", async () => {
    const before = await organization.admin.call("/api/admin/people");
    const answer = await organization.admin.call("/api/admin/people", {
      json: { email: "evil@example.org", password: "a first password", firstName: "E", lastName: "Vil", role: "ADMIN" },
      headers: { origin: "https://evil.example" },
    });
    expect(answer).toMatchObject({ status: 403, body: { reason: "bad_origin" } });
    expect((await organization.admin.call("/api/admin/people")).body).toEqual(before.body);
  });

  test("of another site's page open no socket", async () => {
    const headers = { upgrade: "websocket", origin: "https://evil.example" };
    expect((await organization.admin.fetch("/ws/texter", { headers })).status).toBe(403);
  });

  test("as a form are not read", async () => {
    const answer = await organization.admin.call("/api/admin/people", {
      body: '{"email":"x"}',
      headers: { "content-type": "text/plain" },
    });
    expect(answer).toMatchObject({ status: 415 });
  });
});

describe("sockets", () => {
  async function closing(response: Response): Promise<{ code: number; reason: string }> {
    const socket = response.webSocket!;
    const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
    socket.accept();
    const { code, reason } = await closed;
    return { code, reason };
  }
  const open = (browser: Browser, path: string, headers = {}) =>
    browser.fetch(path, { headers: { upgrade: "websocket", ...headers } });

  test("of nobody are closed with the reason, which a page can read", async () => {
    expect(await closing(await open(new Browser(), "/ws/texter"))).toEqual({ code: 4401, reason: "not_signed_in" });
  });

  test("of an ended session are closed, whatever session a client claims to have", async () => {
    const texter = await newTexter(organization);
    const kept = texter.cookie;
    const live = new Browser();
    await live.signIn(texter.email, "another password");
    const session = await sessionTokens(env.SESSION_SECRET).verify(live.cookie!.split("=")[1]!, Date.now());
    await texter.call("/api/auth/sign-out", { json: {} });
    texter.cookie = kept;
    const claimed = { "x-session-id": session!.sessionId };
    expect(await closing(await open(texter, "/ws/texter", claimed))).toMatchObject({ code: 4401 });
  });

  test("of a texter open with the cookie alone", async () => {
    const texter = await newTexter(organization);
    const response = await open(texter, "/ws/texter");
    expect(response.status).toBe(101);
    response.webSocket!.accept();
    response.webSocket!.close();
  });

  test("are distinguished from plain requests", async () => {
    expect(await organization.admin.call("/ws/texter")).toMatchObject({ status: 400 });
  });
});

test("an app that is too old is asked to reload", async () => {
  const texter = await newTexter(organization);
  const answer = await texter.call("/api/texter/campaigns", { json: {}, headers: { "x-whistlestop-app": "0" } });
  expect(answer).toMatchObject({ status: 426, body: { reason: "too_old" } });
});

test("unknown addresses and operations are 404 with a reason", async () => {
  const { admin } = organization;
  for (const path of ["/api/nothing", "/api/admin/nothing", "/webhooks/other", "/ws/nothing"]) {
    expect(await admin.call(path)).toMatchObject({ status: 404, body: { ok: false, reason: "not_found" } });
  }
  expect(await admin.call("/api/texter/constructor", { json: {} })).toMatchObject({ status: 404 });
  expect((await fetchWorker("/api/join/nowhere")).status).toBe(404);
});
