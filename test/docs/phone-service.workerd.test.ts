/**
 * docs/phone-service.md is what programs are written by: every call of it is made here, in its order, and answered as it says. `…` in
 * an answer is anything; what a call answers is in the variables of the next ones.
 */
import { beforeAll, expect, test } from "vitest";
import page from "../../docs/phone-service.md?raw";
import { SHARED_POOL } from "../../domain/ids.ts";
import { inventoryAt } from "../../durable-objects/rpc/stubs.ts";
import { env, fetchWorker, newOrganization } from "../workers/test-client.ts";
import { apiToken, carrierHas } from "../workers/phone-service.ts";

type Example = { curl: string; status: number; answer: unknown };

/** Each call and the answer below it. */
function examplesOf(markdown: string): Example[] {
  const found = markdown.matchAll(/```sh\n(curl [\s\S]*?)\n```\n\s*```json (\d+)\n([\s\S]*?)\n```/g);
  return Array.from(found, ([, curl = "", status = "", answer = ""]) => ({
    curl,
    status: Number(status),
    answer: JSON.parse(answer),
  }));
}

/** As a shell and curl read it. */
function requestOf(curl: string, variables: Record<string, string>): { url: string; init: RequestInit } {
  const [command = "", heredoc] = curl.split(" <<END\n");
  const fill = (text: string) =>
    text.replaceAll(/\$([A-Z_]+)/g, (_, name: string) => variables[name] ?? expect.fail(`$${name} has no value`));
  const words = command.replaceAll("\\\n", " ").match(/"(?:[^"\\]|\\.)*"|'[^']*'|\S+/g) ?? [];
  const args = words.map((word) => {
    if (word.startsWith("'")) return word.slice(1, -1);
    return fill(word.startsWith('"') ? word.slice(1, -1).replaceAll('\\"', '"') : word);
  });
  const headers = new Headers();
  const init: RequestInit = { method: "GET", headers };
  let url = "";
  for (let at = 1; at < args.length; at += 1) {
    const arg = args[at] ?? "";
    const value = () => args[(at += 1)] ?? "";
    if (arg === "-X") init.method = value();
    else if (arg === "-H") {
      const [name = "", ...rest] = value().split(": ");
      headers.set(name, rest.join(": "));
    } else if (arg === "-d") init.body = value();
    else if (arg === "--data-binary") {
      expect(value()).toBe("@-");
      init.body = fill(heredoc?.replace(/END$/, "") ?? "");
    } else url = arg;
  }
  return { url, init };
}

/** `…` is anything. */
function expected(answer: unknown): unknown {
  if (answer === "…") return expect.anything();
  if (Array.isArray(answer)) return answer.map(expected);
  if (typeof answer !== "object" || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, expected(value)]));
}

const numbers = Array.from({ length: 9 }, (_, n) => `+161323456${70 + n}`);
const variables: Record<string, string> = { ORIGIN: "" };

beforeAll(async () => {
  const organization = await newOrganization();
  variables["TOKEN"] = await apiToken(organization, ["phonebook:read", "phonebook:write", "sms:send"]);
  variables["TOKEN_TO_TEXT"] = await apiToken(organization, ["sms:send"]);
  // The page's answers are those of any hour.
  const settings = { keepsHours: false, inboundUrl: null };
  await organization.admin.call("/api/admin/phone-service/settings", { method: "PUT", json: settings });
  await carrierHas(numbers);
  const capabilities = { sms: true, mms: true, voice: true };
  await inventoryAt(env, SHARED_POOL, "613").add({
    numbers: numbers.map((number) => ({ number, sid: `PN${number.slice(1)}`, capabilities })),
  });
});

const examples = examplesOf(page);

test("the page has all calls, and an answer to each of its calls", () => {
  expect(examples.length).toBe(page.split("```sh\ncurl").length - 1);
  const called = new Set(
    examples.map(({ curl }) => /\$ORIGIN(\/phonebook\/[a-z]+|\/sms\/send\/[a-z]+|\/sms\/[a-z]+)/.exec(curl)?.[1]),
  );
  expect([...called].toSorted()).toEqual([
    "/phonebook/assign",
    "/phonebook/find",
    "/phonebook/reserve",
    "/sms/inbound",
    "/sms/send/many",
    "/sms/send/one",
    "/sms/tracking",
  ]);
});

test.each(
  examples.map(({ curl, status, answer }, n) => ({ n: n + 1, first: curl.split("\n")[0], curl, status, answer })),
)("$n: $first answers $status", async ({ curl, status, answer }) => {
  const ask = async () => {
    const { url, init } = requestOf(curl, variables);
    const response = await fetchWorker(url, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  let said = await ask();
  // It is sent behind the answer to its request.
  if (curl.includes("$TRACKING_ID")) await expect.poll(async () => (said = await ask()).body["status"]).toBe("done");
  expect(said).toEqual({ status, body: expected(answer) });
  const { refId, phoneNumbers, trackingId } = said.body;
  if (typeof refId === "string") variables["REF_ID"] = refId;
  if (Array.isArray(phoneNumbers)) variables["NUMBER"] = String(phoneNumbers[2]);
  if (typeof trackingId === "string") variables["TRACKING_ID"] = trackingId;
});
