/** Links that lead to nothing are bounded, from one address and from many; nobody uses up what is another's. */
import { beforeAll, describe, expect, test } from "vitest";
import { newId, newToken } from "../../domain/ids.ts";
import { started } from "../../test/workers/test-campaign.ts";
import { Browser, newOrganization, newTexter, queryPostgres } from "../../test/workers/test-client.ts";
import type { Answer, TestOrganization } from "../../test/workers/test-client.ts";

let organization: TestOrganization;
let joinToken: string;
let campaignId: string;
beforeAll(async () => {
  organization = await newOrganization();
  ({ joinToken, campaignId } = await started(organization));
});

const from = (address: string) => ({ "cf-connecting-ip": address });
const open = (token: string, address: string) => new Browser().call(`/api/join/${token}`, { headers: from(address) });
const dead = () => `${campaignId}.${newToken()}`;
const signUp = (token: string, address: string, email = `jo-${crypto.randomUUID()}@example.org`) =>
  new Browser().call("/api/auth/sign-up", {
    json: { joinToken: token, email, password: "a password for tests", firstName: "Jo", lastName: "Fi" },
    headers: from(address),
  });
const SAYS_WHEN =
  /^Too many links that do not work\. Try again in 1[45] minutes, or ask an organizer for a new link\.$/;

function isHeldBack({ status, body }: Answer): boolean {
  if (status === 404) return false;
  expect(body).toMatchObject({ ok: false, reason: "throttled", message: expect.stringMatching(SAYS_WHEN) });
  expect(body["mayGoAtMs"]).toBeGreaterThan(Date.now());
  return true;
}

describe("a join link", () => {
  test("is not guessed at one address; the link that works opens there all the same, and makes accounts", async () => {
    const address = "192.0.2.141";
    const tries: Answer[] = [];
    for (let n = 0; n < 12; n += 1) tries.push(await (n % 2 === 0 ? open(dead(), address) : signUp(dead(), address)));
    expect(tries.map(isHeldBack)).toEqual([...Array.from({ length: 10 }, () => false), true, true]);
    expect(await open(joinToken, address)).toMatchObject({ status: 200 });
    expect(await signUp(joinToken, address)).toMatchObject({ status: 201 });
    // Another campaign's former link there is not unknown because of these.
    expect(await open(`${newId("c")}.${newToken()}`, address)).toMatchObject({ status: 404 });
  });

  test("is not guessed from many addresses either; from each of them the one that works opens", async () => {
    const other = await started(await newOrganization());
    const addresses = Array.from({ length: 60 }, (_, n) => `198.51.100.${n + 1}`);
    const tries: Answer[] = [];
    for (const address of addresses) tries.push(await open(`${other.campaignId}.${newToken()}`, address));
    expect(tries.filter(isHeldBack)).toHaveLength(10);
    const [last = ""] = addresses.slice(-1);
    expect(await open(other.joinToken, last)).toMatchObject({ status: 200 });
    expect(await signUp(other.joinToken, last)).toMatchObject({ status: 201 });
    // Sign-ins have allowances of their own.
    const texter = await newTexter(organization);
    const json = { email: texter.email, password: "another password" };
    expect(await new Browser().call("/api/auth/sign-in", { json, headers: from(last) })).toMatchObject({ status: 200 });
  });

  test("that this installation never made is unknown, and counts for nothing", async () => {
    const address = "192.0.2.143";
    for (const token of [
      "x",
      ".",
      "💥",
      `${campaignId}.`,
      `${campaignId}`,
      `${newId("p")}.${newToken()}`,
      "c".repeat(70),
    ])
      expect(await open(encodeURIComponent(token), address)).toMatchObject({ status: 404 });
    expect(await queryPostgres("select 1 from sign_in_attempts where address = $1", [address])).toEqual([]);
  });
});

describe("a sign-up", () => {
  test("of somebody new is not held back by failed sign-ins at the same address; one with an account is, as a sign-in", async () => {
    const address = "192.0.2.144";
    await queryPostgres(
      "insert into sign_in_attempts (email, address, at, succeeded) select 'guess' || n || '@example.org', $1, now(), false from generate_series(1, 300) n",
      [address],
    );
    expect(await signUp(joinToken, address)).toMatchObject({ status: 201 });
    const { email } = await newTexter(organization);
    const known = await signUp(joinToken, address, email);
    expect(known).toMatchObject({
      status: 429,
      body: { message: expect.stringMatching(/^Too many failed sign-ins\. Try again in/) },
    });
  });

  test("at one's own organization with another person's e-mail uses up nothing of theirs", async () => {
    const mine = await started(await newOrganization());
    const victim = await newTexter(organization);
    const address = "192.0.2.145";
    for (let n = 0; n < 12; n += 1) await signUp(mine.joinToken, address, victim.email);
    const json = { email: victim.email, password: "another password" };
    const elsewhere = { json, headers: from("192.0.2.146") };
    expect(await new Browser().call("/api/auth/sign-in", elsewhere)).toMatchObject({ status: 200 });
  });
});

test("a link for a new password is not guessed from many addresses; the one that works opens from each", async () => {
  const { personId } = await newTexter(organization);
  const made = await organization.admin.call(`/api/admin/people/${personId}/password-link`, { method: "POST" });
  const token = String(made.body["link"]).split("#")[1] ?? "";
  const look = (json: { token: string }, address: string) =>
    new Browser().call("/api/auth/password-link", { json, headers: from(address) });
  const tries: Answer[] = [];
  for (let n = 0; n < 55; n += 1) tries.push(await look({ token: `${personId}.${newToken()}` }, `203.0.113.${n + 1}`));
  expect(tries.filter(({ status }) => status === 429)).toHaveLength(5);
  expect(tries.at(-1)?.body["message"]).toMatch(SAYS_WHEN);
  expect(await look({ token }, "203.0.113.55")).toMatchObject({ status: 200 });
});
