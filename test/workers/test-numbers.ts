/** Numbers of an installation, bought at the carrier's emulator by the port that the product uses. */
import { SHARED_POOL } from "../../domain/ids.ts";
import { DEFAULT_NUMBER_SETTINGS } from "../../domain/numbers/campaign-numbers.ts";
import { installationNumbers } from "../../durable-objects/bindings/number-carrier.ts";
import { inventoryAt } from "../../durable-objects/rpc/stubs.ts";
import { DRAFT, uploaded } from "./test-campaign.ts";
import { env } from "./test-client.ts";
import type { TestOrganization } from "./test-client.ts";

export function numberCarrier() {
  const chosen = installationNumbers(env);
  if (!chosen.ok) throw new Error(chosen.message);
  return chosen.carrier;
}

/** In order, and free in the shared pool. */
export async function freshNumbers(areaCode: string, count: number): Promise<string[]> {
  const carrier = numberCarrier();
  const offered = await carrier.search({ areaCode, limit: count });
  if (!offered.ok) throw new Error(offered.message);
  const numbers = [];
  for (const { number } of offered.numbers) {
    const bought = await carrier.buy({ number, name: "Whistlestop" });
    if (!bought.ok) throw new Error(bought.message);
    const { sid, capabilities } = bought.number;
    numbers.push({ number, sid, capabilities });
  }
  await inventoryAt(env, SHARED_POOL, areaCode).add({ numbers });
  return numbers.map(({ number }) => number).toSorted();
}

/** A draft that has reserved four numbers for 40 contacts of the area code, the first of whom is 234-5000. */
export async function draftWithNumbers({ admin }: TestOrganization, areaCode: string) {
  const settings = { ...DEFAULT_NUMBER_SETTINGS, textsFrom: "numbers", contactsPerNumber: 10 };
  await admin.call("/api/admin/settings/numbers", { method: "PUT", json: settings });
  const rows = Array.from({ length: 40 }, (_, i) => `Ann${i},+1${areaCode}234${5000 + i}`);
  const { campaignId, joinToken } = await uploaded(admin, DRAFT, ["first,cell", ...rows].join("\n"));
  const path = `/api/admin/campaigns/${campaignId}`;
  const json = { requestId: crypto.randomUUID(), codes: [{ areaCode, count: 4 }] };
  const { body } = await admin.call(`${path}/phone-numbers`, { json });
  if (body["ok"] !== true) throw new Error(JSON.stringify(body));
  return { campaignId, joinToken, path };
}
