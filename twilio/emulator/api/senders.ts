/** Accounts, services and numbers of the settings, looked up; and the choice of a sender from a service's pool. */
import { draw } from "../chance.ts";
import type { Account, Service, EmulatorSettings } from "../settings.ts";

/** The owner of a number, and where inbound texts to it go. */
export type NumberOwner = {
  account: Account;
  service: Service | null;
  inboundUrl: string | null;
  fallbackUrl: string | null;
};

export type Senders = {
  /** The account whose Basic credentials these are: its own sid and token, or one of its API keys. */
  byAuthorization(header: string): Account | null;
  account(sid: string): Account | null;
  service(account: Account, sid: string): Service | null;
  anyService(sid: string): { account: Account; service: Service } | null;
  owner(number: string): NumberOwner | null;
  /** First sender of the first account: where an inbound text goes that names none. */
  first(): string | null;
};

export function indexSenders(settings: EmulatorSettings): Senders {
  const byAuthorization = new Map<string, Account>();
  const accounts = new Map<string, Account>();
  const services = new Map<string, { account: Account; service: Service }>();
  const owners = new Map<string, NumberOwner>();
  for (const account of settings.accounts) {
    accounts.set(account.sid, account);
    byAuthorization.set(basic(account.sid, account.authToken), account);
    for (const key of account.apiKeys) byAuthorization.set(basic(key.sid, key.secret), account);
    for (const { number, inboundUrl, fallbackUrl } of account.numbers) {
      owners.set(number, { account, service: null, inboundUrl, fallbackUrl });
    }
    for (const service of account.services) {
      services.set(service.sid, { account, service });
      const { inboundUrl, fallbackUrl } = service;
      for (const number of service.numbers) owners.set(number, { account, service, inboundUrl, fallbackUrl });
    }
  }
  return {
    byAuthorization: (header) => byAuthorization.get(header) ?? null,
    account: (sid) => accounts.get(sid) ?? null,
    service: (account, sid) => {
      const found = services.get(sid);
      return found && found.account.sid === account.sid ? found.service : null;
    },
    anyService: (sid) => services.get(sid) ?? null,
    owner: (address) => owners.get(phoneNumberOf(address)) ?? null,
    first: () => owners.keys().next().value ?? null,
  };
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

/** The number of an address that may name a channel before it, as `whatsapp:+1…`. */
export function phoneNumberOf(address: string): string {
  return address.slice(address.indexOf(":") + 1);
}

/** The service's sender for a recipient: always the same one ("sticky sender"), as long as the pool stays. */
export function stickySender(service: Service, to: string): string | null {
  return service.numbers[Math.floor(draw(0, to) * service.numbers.length)] ?? null;
}
