/** For the Workers tests of the phone service: tokens, and numbers that the carrier lets us text from. */
import type { ApiScope } from "../../domain/phone-service/api-tokens.ts";
import { API_SCOPES } from "../../domain/phone-service/api-tokens.ts";
import { SHARED_POOL } from "../../domain/ids.ts";
import { areaCodeOf } from "../../domain/numbers/area-codes.ts";
import { inventoryAt } from "../../durable-objects/rpc/stubs.ts";
import type { Answer, TestOrganization } from "./test-client.ts";
import { env, fetchWorker } from "./test-client.ts";
import { control } from "./workers-world.ts";

/** Made by the organization's owner. */
export async function apiToken({ admin }: TestOrganization, scopes: readonly ApiScope[] = API_SCOPES): Promise<string> {
  const made = await admin.call("/api/admin/phone-service/tokens", { json: { name: "Tests", scopes } });
  if (made.status !== 201) throw new Error(`the token was not made: ${JSON.stringify(made.body)}`);
  return String(made.body["token"]);
}

/** Numbers of the carrier account. */
export async function carrierHas(numbers: readonly string[]): Promise<void> {
  await control(`/services/MG${"5".repeat(32)}`, { numbers }, "PUT");
}

/** A program's call, with its token. */
export async function callAs(
  token: string | null,
  path: string,
  { json, body, headers = {} }: { json?: unknown; body?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetchWorker(path, {
    method: json === undefined && body === undefined ? "GET" : "POST",
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      "content-type": json === undefined ? "application/x-ndjson" : "application/json",
      ...headers,
    },
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Numbers of the shared pool, which the carrier has, too. */
export async function stock(numbers: readonly string[]): Promise<void> {
  await carrierHas(numbers);
  const capabilities = { sms: true, mms: true, voice: true };
  for (const number of numbers) {
    const sid = `PN${number.slice(1).padStart(32, "0")}`;
    await inventoryAt(env, SHARED_POOL, areaCodeOf(number) ?? "").add({ numbers: [{ number, sid, capabilities }] });
  }
}

/** A number of a user: reserved and assigned as programs do. */
export async function userNumber(
  token: string,
  areaCode: string,
  userId: string = crypto.randomUUID(),
): Promise<string> {
  const reserved = await callAs(token, "/phonebook/reserve", { json: { areaCode } });
  if (reserved.status !== 200) throw new Error(`nothing was reserved: ${JSON.stringify(reserved.body)}`);
  const [phoneNumber] = reserved.body["phoneNumbers"] as [string];
  const assigned = await callAs(token, "/phonebook/assign", {
    json: { userId, refId: reserved.body["refId"], phoneNumber },
  });
  if (assigned.status !== 200) throw new Error(`it was not assigned: ${JSON.stringify(assigned.body)}`);
  return phoneNumber;
}
