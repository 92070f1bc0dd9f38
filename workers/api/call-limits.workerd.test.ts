/** Calls per second of a token, counted by the organization's object. */
import { afterEach, beforeAll, expect, test } from "vitest";
import { callAs } from "../../test/workers/phone-service.ts";
import { newOrganization } from "../../test/workers/test-client.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";
import { afterTest, letTimePass } from "../../test/workers/workers-world.ts";

const FIND = "/phonebook/find/+16132345678";
const TOKENS = "/api/admin/phone-service/tokens";

let ours: TestOrganization;
beforeAll(async () => {
  ours = await newOrganization();
});
afterEach(afterTest);

async function tokenWith(callsPerSecond?: number): Promise<string> {
  const json = { name: "Limited", scopes: ["phonebook:read"], ...(callsPerSecond ? { callsPerSecond } : {}) };
  const made = await ours.admin.call(TOKENS, { json });
  expect(made.status).toBe(201);
  return String(made.body["token"]);
}

test("what a token's limit does not allow is refused with when to come again, and others are not concerned", async () => {
  const token = await tokenWith(1);
  const answers = [];
  for (let i = 0; i < 12; i += 1) answers.push(await callAs(token, FIND));
  const refused = answers.filter(({ status }) => status === 429);
  const taken = answers.filter(({ status }) => status === 200).length;
  // Two at once, and one for each second that the test takes.
  expect(taken).toBeGreaterThanOrEqual(2);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers, body } of refused) {
    expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(body).toMatchObject({ reason: "throttled", message: expect.stringContaining("1 calls per second") });
  }
  expect((await callAs(await tokenWith(), FIND)).status).toBe(200);
  letTimePass(3_000);
  expect((await callAs(token, FIND)).status).toBe(200);
});

test("calls that come all at once are not refused before the limit is used up", async () => {
  const token = await tokenWith(100);
  const answers = await Promise.all(Array.from({ length: 150 }, () => callAs(token, FIND)));
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
});

test.each([0, -1, 1.5, 100_001, "many"])("%j calls per second are none", async (callsPerSecond) => {
  const json = { name: "Limited", scopes: ["phonebook:read"], callsPerSecond };
  expect(await ours.admin.call(TOKENS, { json })).toMatchObject({ status: 400, body: { reason: "bad_request" } });
});
