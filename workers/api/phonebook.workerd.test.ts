/** Numbers for the users of programs: five or none, one per user, and nothing half-held after any error. */
import { afterEach, beforeAll, expect, test } from "vitest";
import { SHARED_POOL } from "../../domain/ids.ts";
import { inventoryAt } from "../../durable-objects/rpc/stubs.ts";
import { apiToken, callAs, stock } from "../../test/workers/phone-service.ts";
import { env, newOrganization } from "../../test/workers/test-client.ts";
import { afterTest, letTimePass } from "../../test/workers/workers-world.ts";

let token: string;
let theirs: string;
beforeAll(async () => {
  token = await apiToken(await newOrganization());
  theirs = await apiToken(await newOrganization());
});
afterEach(afterTest);

const numbersOf = (areaCode: string, count: number) =>
  Array.from({ length: count }, (_, n) => `+1${areaCode}23456${String(n).padStart(2, "0")}`);
const counts = (areaCode: string) => inventoryAt(env, SHARED_POOL, areaCode).counts();

function reserve(areaCode: string, key?: string, by = token) {
  const headers = key === undefined ? {} : { "idempotency-key": key };
  return callAs(by, "/phonebook/reserve", { json: { areaCode: Number(areaCode) }, headers });
}
function assign(refId: unknown, phoneNumber: unknown, { by = token, userId = "ada" } = {}) {
  return callAs(by, "/phonebook/assign", { json: { userId, refId, phoneNumber } });
}
const numbersIn = ({ body }: Awaited<ReturnType<typeof reserve>>) => body["phoneNumbers"] as string[];

test("the same key gets the same five, another gets others, and with fewer than five left nothing is held", async () => {
  await stock(numbersOf("203", 12));
  const first = await reserve("203", "k1");
  expect(first.status).toBe(200);
  expect(new Set(numbersIn(first)).size).toBe(5);
  const again = await Promise.all([reserve("203", "k1"), reserve("203", "k1")]);
  expect(again.map(({ body }) => body)).toEqual([first.body, first.body]);
  const second = await reserve("203", "k2");
  expect(numbersIn(first).filter((number) => numbersIn(second).includes(number))).toEqual([]);
  expect(await reserve("203", "k3")).toMatchObject({ status: 409, body: { reason: "too_few_numbers", available: 2 } });
  // The key of another program is its own.
  expect(await reserve("203", "k1", theirs)).toMatchObject({ status: 409 });
  expect(await counts("203")).toMatchObject({ AVAILABLE: 2, RESERVED: 10 });
});

test("one is given to the user, the other four return at once, and it is answered the same again", async () => {
  await stock(numbersOf("205", 6));
  const reserved = await reserve("205");
  const { refId } = reserved.body;
  const [chosen, other] = numbersIn(reserved);
  for (let i = 0; i < 2; i += 1) {
    expect(await assign(refId, chosen)).toMatchObject({ status: 200, body: { assigned: true } });
    expect(await counts("205")).toMatchObject({ AVAILABLE: 5, RESERVED: 0, ASSIGNED: 1 });
  }
  expect((await assign(refId, other)).status).toBeGreaterThanOrEqual(400);
  expect((await assign(refId, chosen, { userId: "bob" })).status).toBe(409);
  expect(await counts("205")).toMatchObject({ AVAILABLE: 5, ASSIGNED: 1 });
  expect(await callAs(token, `/phonebook/find/${chosen}`)).toMatchObject({ body: { exists: true } });
  expect(await callAs(token, `/phonebook/find/${other}`)).toMatchObject({ body: { exists: false } });
});

test("an abandoned reservation ends after ten minutes", async () => {
  await stock(numbersOf("206", 5));
  const reserved = await reserve("206", "k1");
  const [number] = numbersIn(reserved);
  letTimePass(10 * 60_000 + 1_000);
  expect(await assign(reserved.body["refId"], number)).toMatchObject({
    status: 409,
    body: { reason: "reservation_expired" },
  });
  expect(await reserve("206", "k1")).toMatchObject({ status: 409, body: { reason: "reservation_expired" } });
  expect(await reserve("206", "k2")).toMatchObject({ status: 200 });
});

test("a reservation of somebody else, and a number that is not in it, change nothing", async () => {
  await stock(numbersOf("207", 6));
  const reserved = await reserve("207");
  const { refId } = reserved.body;
  const [number] = numbersIn(reserved);
  const outside = numbersOf("207", 6).find((each) => !numbersIn(reserved).includes(each));
  const before = await counts("207");
  expect(await assign(refId, number, { by: theirs })).toMatchObject({
    status: 404,
    body: { reason: "unknown_reservation" },
  });
  expect(await assign(refId, outside)).toMatchObject({ status: 400, body: { reason: "not_in_reservation" } });
  expect(await assign(refId, "+12052345678")).toMatchObject({ status: 400, body: { reason: "not_in_reservation" } });
  expect(await assign(refId, "+442071234567")).toMatchObject({ status: 400 });
  expect(await assign("", number)).toMatchObject({ status: 404 });
  expect(await assign(17, number)).toMatchObject({ status: 400 });
  expect(await assign(refId, number, { userId: "" })).toMatchObject({ status: 400 });
  expect(await counts("207")).toEqual(before);
});

test.each([0, 999, "six", null, 61.3, 6130])("%j is no area code", async (areaCode) => {
  const answer = await callAs(token, "/phonebook/reserve", { json: { areaCode } });
  expect([400, 404]).toContain(answer.status);
  expect(String(answer.body["message"])).toMatch(/area code/i);
});

test("forty programs at once share no number", async () => {
  await stock(numbersOf("208", 100));
  const answers = await Promise.all(Array.from({ length: 40 }, () => reserve("208")));
  const given = answers.filter(({ status }) => status === 200).flatMap(numbersIn);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(20);
  expect(new Set(given).size).toBe(100);
});
