/** What `npm run messaging-service` does, with the carrier's own library. */
import type { CarrierClient } from "./carrier-client.ts";
import type { Say } from "./number-commands.ts";

const OURS = /^https?:\/\/[^/]+(\/webhooks\/twilio\/.*)$/;

/** A Messaging Service whose texts come to an organization of the installation. */
export async function createService(
  client: CarrierClient,
  { name, origin, orgId }: { name: string; origin: string; orgId: string },
): Promise<string> {
  const base = `${origin}/webhooks/twilio/${orgId}`;
  const { sid } = await client.messaging.v1.services.create({
    friendlyName: name,
    inboundRequestUrl: `${base}/inbound`,
    fallbackUrl: `${base}/fallback`,
  });
  return sid;
}

/** One line a service: sid, numbers, name, where its texts come. */
export async function listServices(client: CarrierClient, say: Say): Promise<void> {
  for (const { sid, friendlyName, inboundRequestUrl } of await client.messaging.v1.services.list()) {
    const numbers = await client.messaging.v1.services(sid).phoneNumbers.list();
    say(`${sid}\t${numbers.length} numbers\t${friendlyName}\t${inboundRequestUrl ?? "inbound texts are switched off"}`);
  }
}

/**
 * Every address of this product, of services and of numbers, moves to another origin: for a new domain, or a tunnel whose
 * name changes with each start. Addresses of other products stay. Returns how many services and numbers have changed.
 */
export async function moveAddresses(client: CarrierClient, origin: string, say: Say): Promise<number> {
  let changed = 0;
  const moved = (address: string | null): string | null => {
    const path = address === null ? undefined : OURS.exec(address)?.[1];
    return path === undefined || origin + path === address ? null : origin + path;
  };
  for (const service of await client.messaging.v1.services.list()) {
    const change = present({
      inboundRequestUrl: moved(service.inboundRequestUrl),
      fallbackUrl: moved(service.fallbackUrl),
      statusCallback: moved(service.statusCallback),
    });
    if (Object.keys(change).length === 0) continue;
    await client.messaging.v1.services(service.sid).update(change);
    changed += 1;
    say(`${service.sid} ${service.friendlyName}: ${Object.values(change).join(", ")}`);
  }
  for (const number of await client.incomingPhoneNumbers.list()) {
    const change = present({
      smsUrl: moved(number.smsUrl),
      smsFallbackUrl: moved(number.smsFallbackUrl),
      voiceUrl: moved(number.voiceUrl),
      voiceFallbackUrl: moved(number.voiceFallbackUrl),
    });
    if (Object.keys(change).length === 0) continue;
    await client.incomingPhoneNumbers(number.sid).update(change);
    changed += 1;
    say(`${number.phoneNumber}: ${Object.values(change).join(", ")}`);
  }
  return changed;
}

function present<Name extends string>(fields: Record<Name, string | null>): Partial<Record<Name, string>> {
  const found = Object.entries(fields).filter(([, value]) => value !== null);
  // What is null was left out.
  return Object.fromEntries(found) as Partial<Record<Name, string>>;
}
