import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { newId, newToken } from "../../domain/ids.ts";
import { tokenText } from "../../domain/phone-service/api-tokens.ts";
import { apiToken, callAs } from "../../test/workers/phone-service.ts";
import { newOrganization, newTexter, queryPostgres, setPostgres } from "../../test/workers/test-client.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";
import { afterTest, letTimePass } from "../../test/workers/workers-world.ts";

const FIND = "/phonebook/find/+16132345678";
const TOKENS = "/api/admin/phone-service/tokens";

let ours: TestOrganization;
beforeAll(async () => {
  ours = await newOrganization();
});
afterEach(async () => {
  await setPostgres("start");
  await afterTest();
});

async function listed({ admin }: TestOrganization) {
  const { body } = await admin.call("/api/admin/phone-service");
  return body["tokens"] as { tokenId: string; name: string; lastUsedAt: number | null }[];
}

describe("a token", () => {
  test("is shown once, and nobody who reads the database can use it", async () => {
    const made = await ours.admin.call(TOKENS, { json: { name: "Billing", scopes: ["phonebook:read"] } });
    expect(made).toMatchObject({ status: 201, body: { ok: true, underWay: false } });
    const token = String(made.body["token"]);
    expect(await callAs(token, FIND)).toMatchObject({ status: 200, body: { exists: false } });
    const secret = token.slice(token.lastIndexOf("_") + 1);
    const shown = JSON.stringify((await ours.admin.call("/api/admin/phone-service")).body);
    expect(shown).toContain("Billing");
    expect(shown).not.toContain(secret);
    const rows = await queryPostgres("select * from api_tokens where org_id = $1", [ours.orgId]);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test("opens what its scopes say, and a refusal names the scope", async () => {
    const token = await apiToken(ours, ["sms:send"]);
    expect(await callAs(token, FIND)).toMatchObject({
      status: 403,
      body: { ok: false, reason: "missing_scope", scope: "phonebook:read" },
    });
    const reserve = await callAs(token, "/phonebook/reserve", { json: { areaCode: 613 } });
    expect(reserve).toMatchObject({ status: 403, body: { scope: "phonebook:write" } });
    const reader = await apiToken(ours, ["phonebook:read"]);
    for (const path of ["/sms/send/one", "/sms/send/many"]) {
      expect(await callAs(reader, path, { json: {} })).toMatchObject({ status: 403, body: { scope: "sms:send" } });
    }
    const tracking = await callAs(reader, `/sms/tracking/${newId("b")}`);
    expect(tracking).toMatchObject({ status: 403, body: { scope: "sms:send" } });
  });

  test("that is none, of nobody, or with another secret is refused with how to get one", async () => {
    const token = await apiToken(ours);
    const [prefix, orgId = "", tokenId = ""] = token.split("_");
    expect(prefix).toBe("whistlestop");
    const madeUp = [
      null,
      "secret",
      tokenText({ orgId, tokenId, secret: newToken() }),
      tokenText({ orgId, tokenId: newId("k"), secret: newToken() }),
      tokenText({ orgId: newId("o"), tokenId, secret: token.slice(token.lastIndexOf("_") + 1) }),
    ];
    for (const each of madeUp) {
      const answer = await callAs(each, FIND);
      expect(answer).toMatchObject({
        status: 401,
        body: { reason: "bad_token", message: expect.stringContaining("Settings") },
      });
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    }
  });

  test("works while Postgres is away", async () => {
    const token = await apiToken(ours);
    letTimePass(10_000);
    await setPostgres("stop");
    expect(await callAs(token, FIND)).toMatchObject({ status: 200 });
  });

  test("that is revoked is refused after five seconds at the latest, once and for all", async () => {
    const token = await apiToken(ours);
    expect(await callAs(token, FIND)).toMatchObject({ status: 200 });
    const tokenId = token.split("_")[2] ?? "";
    expect(await ours.admin.call(`${TOKENS}/${tokenId}`, { method: "DELETE" })).toMatchObject({
      status: 200,
      body: { ok: true, underWay: false },
    });
    letTimePass(5_000);
    expect(await callAs(token, FIND)).toMatchObject({ status: 401, body: { reason: "bad_token" } });
    expect((await listed(ours)).map((each) => each.tokenId)).not.toContain(tokenId);
    expect(await ours.admin.call(`${TOKENS}/${tokenId}`, { method: "DELETE" })).toMatchObject({ status: 404 });
    const [row] = await queryPostgres("select revoked_by from api_tokens where id = $1", [tokenId]);
    expect(row).toEqual({ revoked_by: ours.adminId });
  });

  test("says when it was used last", async () => {
    const token = await apiToken(ours);
    const tokenId = token.split("_")[2];
    const lastUse = async () => (await listed(ours)).find((each) => each.tokenId === tokenId)?.lastUsedAt;
    expect(await lastUse()).toBeNull();
    await callAs(token, FIND);
    await expect.poll(lastUse).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe("tokens are made", () => {
  test("by owners alone", async () => {
    const admin = await newTexter(ours);
    const json = { role: "ADMIN" };
    expect(await ours.admin.call(`/api/admin/people/${admin.personId}`, { method: "PATCH", json })).toMatchObject({
      status: 200,
    });
    const refusal = { status: 403, body: { reason: "forbidden", message: expect.stringContaining("owner") } };
    expect(await admin.call("/api/admin/phone-service")).toMatchObject(refusal);
    expect(await admin.call(TOKENS, { json: { name: "x", scopes: ["sms:send"] } })).toMatchObject(refusal);
  });

  test("with a name and a scope", async () => {
    for (const json of [
      { name: " ", scopes: ["sms:send"] },
      { name: "x", scopes: [] },
      { name: "x", scopes: ["all"] },
    ]) {
      expect(await ours.admin.call(TOKENS, { json })).toMatchObject({ status: 400 });
    }
  });

  test("and revoked within their organization", async () => {
    const theirs = await newOrganization();
    const token = await apiToken(ours);
    const path = `${TOKENS}/${token.split("_")[2]}`;
    expect(await theirs.admin.call(path, { method: "DELETE" })).toMatchObject({ status: 404 });
    letTimePass(5_000);
    expect(await callAs(token, FIND)).toMatchObject({ status: 200 });
  });
});
