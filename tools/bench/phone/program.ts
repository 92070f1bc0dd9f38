/** A program with an API token, as it calls the phone service. */
import type { ApiClient } from "../../demo/api-client.ts";
import { need } from "../../demo/api-client.ts";
import type { HttpAnswer, HttpClient } from "../../../twilio/emulator/webhooks/webhook-client.ts";

const LIMIT_MS = 30_000;

export type ProgramCall = (path: string, body?: string, contentType?: string) => Promise<HttpAnswer>;

/** Makes a token, and lets the organization text at any hour, as its campaigns do. */
export async function programOf(admin: ApiClient): Promise<string> {
  const settings = { keepsHours: false, inboundUrl: null };
  need("Setting the hours", await admin.put("/api/admin/phone-service/settings", settings));
  const made = await admin.post<{ ok: true; token: string }>("/api/admin/phone-service/tokens", {
    name: "Bench",
    scopes: ["phonebook:read", "phonebook:write", "sms:send"],
    callsPerSecond: 100_000,
  });
  return need("Making an API token", made).token;
}

export function programCalls({ address, http }: { address: string; http: HttpClient }, token: string): ProgramCall {
  const headers = { authorization: `Bearer ${token}` };
  return async (path, body, contentType = "application/json") => {
    const url = `http://${address}${path}`;
    const answer =
      body === undefined
        ? await http.get(url, headers, LIMIT_MS)
        : await http.post(url, { ...headers, "content-type": contentType }, body, LIMIT_MS);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.error ?? answer.body}`);
    return answer;
  };
}
