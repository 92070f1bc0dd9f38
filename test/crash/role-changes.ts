/**
 * An admin suspends texters and lets them text again while processes are killed. A suspension counts as confirmed when
 * the admin's answer, or the list of people, says that it is in force; from then on, until the admin asks for it to be
 * lifted, no text of the texter may be accepted.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Person } from "../../domain/people/people.ts";
import type { Role } from "../../domain/statuses.ts";
import type { ApiClient } from "../../tools/demo/api-client.ts";
import type { Random } from "./random.ts";
import type { Accepted } from "./texter.ts";

/** In force from `fromMs`; `untilMs` is when the admin asked for its end. */
export type Suspension = { email: string; fromMs: number; untilMs: number };

const EVERY_MS = 700;
const SUSPENDED_MS = 2_500;
const RETRY_MS = 200;
/** A kill, a start and some rounds of the cron. */
const CONFIRM_LIMIT_MS = 60_000;

type Roles = { admin: ApiClient; emails: readonly string[]; stopped: () => boolean; random: Random };

export async function changeRoles({ admin, emails, stopped, random }: Roles): Promise<Suspension[]> {
  const suspensions: Suspension[] = [];
  while (!stopped()) {
    await sleep(EVERY_MS * (0.5 + random()));
    const email = emails[Math.floor(random() * emails.length)] ?? "";
    const confirmed = await give(admin, email, "SUSPENDED");
    if (!confirmed) continue;
    const suspension = { email, fromMs: Date.now(), untilMs: Infinity };
    suspensions.push(suspension);
    await sleep(SUSPENDED_MS * random());
    suspension.untilMs = Date.now();
    await give(admin, email, random() < 0.5 ? "TEXTER" : "VETTED_TEXTER");
  }
  return suspensions;
}

/** Texts that were asked for and accepted while their texter was suspended. */
export function textsWhileSuspended(
  suspensions: readonly Suspension[],
  acceptedBy: ReadonlyMap<string, readonly Accepted[]>,
): string[] {
  return suspensions.flatMap(({ email, fromMs, untilMs }) =>
    (acceptedBy.get(email) ?? [])
      .filter(({ askedMs, answeredMs }) => askedMs > fromMs && answeredMs < untilMs)
      .map(({ contactId, askedMs }) => `${email}: ${contactId}, ${askedMs - fromMs} ms after the suspension`),
  );
}

/** Repeats until the change is stored, then waits until it is in force; false when that took too long. */
async function give(admin: ApiClient, email: string, role: Role): Promise<boolean> {
  for (const until = Date.now() + CONFIRM_LIMIT_MS; Date.now() < until; await sleep(RETRY_MS)) {
    const person = await personOf(admin, email);
    if (!person) continue;
    if (person.role === role) {
      // By this or by a try whose answer was lost: the cron delivers it.
      if (!person.roleUnderWay) return true;
      continue;
    }
    type Changed = { ok: true; underWay: boolean };
    const changed = await admin.patch<Changed>(`/api/admin/people/${person.personId}`, { role }).catch(() => null);
    if (changed?.ok && !changed.underWay) return true;
  }
  return false;
}

async function personOf(admin: ApiClient, email: string): Promise<Person | null> {
  const list = await admin.get<{ ok: true; people: Person[] }>("/api/admin/people").catch(() => null);
  return (list?.ok && list.people.find((each) => each.email === email)) || null;
}
