/** What a text leaves by and comes in to; and the choice of a sender from a service's pool. */
import { draw } from "../chance.ts";
import type { Account, Service } from "../settings.ts";

/** The owner of a number, and where inbound texts to it go. */
export type NumberOwner = {
  account: Account;
  service: Service | null;
  inboundUrl: string | null;
  fallbackUrl: string | null;
};

/** Accounts, services and numbers, looked up (numbers/account-numbers.ts). */
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

/** The number of an address that may name a channel before it, as `whatsapp:+1…`. */
export function phoneNumberOf(address: string): string {
  return address.slice(address.indexOf(":") + 1);
}

/** The service's sender for a recipient: always the same one ("sticky sender"), as long as the pool stays. */
export function stickySender(service: Service, to: string): string | null {
  return service.numbers[Math.floor(draw(0, to) * service.numbers.length)] ?? null;
}
