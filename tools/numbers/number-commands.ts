/** What `npm run numbers` does, with the carrier's own library. */
import type { CarrierClient } from "./carrier-client.ts";
import type { InstallationNumbers } from "./installation-numbers.ts";

export type Say = (line: string) => void;
type Search = { areaCode?: number; contains?: string; inRegion?: string };
export type NumberOrder = { search: Search; tollFree: boolean; count: number; name: string };

/** Calls whose outcome is unclear are looked up and repeated so often. */
const MOST_TRIES = 3;

/**
 * Buys up to `count` numbers and says each. A number whose purchase has no clear answer is looked for in the account's list
 * before anything else, and the same one is asked for again.
 */
export async function buyNumbers(client: CarrierClient, purchase: NumberOrder, say: Say): Promise<string[]> {
  const bought: string[] = [];
  const refused = new Set<string>();
  while (bought.length < purchase.count) {
    const sale = client.availablePhoneNumbers("US");
    const limit = Math.min(1000, purchase.count - bought.length + refused.size);
    const wish = { ...purchase.search, smsEnabled: true, limit };
    const found: { phoneNumber: string }[] = purchase.tollFree
      ? await sale.tollFree.list(wish)
      : await sale.local.list(wish);
    const next = found.map(({ phoneNumber }) => phoneNumber).filter((number) => !refused.has(number));
    if (next.length === 0) {
      say(`The carrier has no more numbers like these: ${bought.length} of ${purchase.count} were bought.`);
      break;
    }
    for (const number of next.slice(0, purchase.count - bought.length)) {
      const outcome = await buyOne(client, number, purchase.name);
      if (outcome === null) {
        bought.push(number);
        say(`${number} bought (${bought.length} of ${purchase.count})`);
      } else {
        refused.add(number);
        say(`${number} not bought: ${outcome}`);
      }
    }
  }
  return bought;
}

/** null: it is the account's now; else why not. @throws when the account itself is refused */
async function buyOne(client: CarrierClient, phoneNumber: string, friendlyName: string): Promise<string | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.incomingPhoneNumbers.create({ phoneNumber, friendlyName });
      return null;
    } catch (error) {
      const { status, code, message } = failureOf(error);
      if (status === 401 || status === 403) throw error;
      // After a first try that may have gone through, "not to be had" can mean that it is ours.
      if (status !== 429 && isClear(status) && !(tries > 1 && code === 21_422)) return message;
      if (status !== 429 && (await owns(client, phoneNumber))) return null;
      if (tries === MOST_TRIES) return message;
      await pause(status === 429 ? 1000 * tries : 300 * tries);
    }
  }
}

async function owns(client: CarrierClient, phoneNumber: string): Promise<boolean> {
  const found = await client.incomingPhoneNumbers.list({ phoneNumber });
  return found.some((each) => each.phoneNumber === phoneNumber);
}

/** 4xx: the carrier has understood and refused. */
function isClear(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}

function failureOf(error: unknown): { status: number; code: number; message: string } {
  const fields = typeof error === "object" && error !== null ? error : {};
  const numberOf = (name: "status" | "code"): number => {
    const value: unknown = Reflect.get(fields, name);
    return typeof value === "number" ? value : 0;
  };
  return {
    status: numberOf("status"),
    code: numberOf("code"),
    message: error instanceof Error ? error.message : String(error),
  };
}

/** One line a number: number, the service that it is in, name. */
export async function listNumbers(client: CarrierClient, say: Say): Promise<void> {
  const services = new Map<string, string>();
  for (const { sid, friendlyName } of await client.messaging.v1.services.list()) {
    for (const { phoneNumber } of await client.messaging.v1.services(sid).phoneNumbers.list()) {
      services.set(phoneNumber, `${sid} ${friendlyName}`);
    }
  }
  const numbers = await client.incomingPhoneNumbers.list();
  for (const { phoneNumber, friendlyName } of numbers) {
    say(`${phoneNumber}\t${services.get(phoneNumber) ?? "-"}\t${friendlyName}`);
  }
  say(`${numbers.length} numbers`);
}

/** True: the carrier and the inventory have the same. */
export async function reconcileNumbers(installation: InstallationNumbers, say: Say): Promise<boolean> {
  const { atCarrier, inInventory, unknown, unknownCount, missing, missingCount, mended } =
    await installation.reconcile();
  say(`${atCarrier} numbers at the carrier, ${inInventory} in the inventory of ${installation.origin}.`);
  for (const { number, serviceSid, name } of unknown) {
    say(`${number}\tonly at the carrier${serviceSid ? `, in ${serviceSid}` : ""}\t${name}`);
  }
  for (const { number, state } of missing) say(`${number}\tno longer at the carrier (was ${state})`);
  if (mended > 0) say(`${mended} mended.`);
  if (unknownCount > 0) say("Take over those that campaigns may use: npm run numbers -- take-over +1…");
  return unknownCount + missingCount === 0;
}

/** Without an installation: at the carrier alone. Returns how many went. */
export async function releaseAtCarrier(client: CarrierClient, wanted: readonly string[], say: Say): Promise<number> {
  let released = 0;
  for (const phoneNumber of wanted) {
    const [found] = await client.incomingPhoneNumbers.list({ phoneNumber });
    if (!found || found.phoneNumber !== phoneNumber) {
      say(`${phoneNumber} is not a number of the account.`);
      continue;
    }
    await client.incomingPhoneNumbers(found.sid).remove();
    released += 1;
    say(`${phoneNumber} given back`);
  }
  return released;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
