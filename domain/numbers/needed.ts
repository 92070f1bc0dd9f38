/** How many numbers a campaign texts from, and how they are spread over Messaging Services (docs/rules.md#numbers-needed). */

export type NumberRules = {
  /** Contacts that one number texts at most. */
  contactsPerNumber: number;
  /** Numbers of one Messaging Service at most. */
  numbersPerService: number;
};

export const NUMBER_RULES: NumberRules = { contactsPerNumber: 150, numbersPerService: 400 };

/** What a US 10DLC registration without a number pool allows a service. */
export const UNPOOLED_NUMBERS = 49;

export function numbersNeeded(contacts: number, { contactsPerNumber }: NumberRules = NUMBER_RULES): number {
  return Math.ceil(Math.max(0, contacts) / contactsPerNumber);
}

/**
 * How many numbers each queue gets: in proportion to its contacts, and one at least. Where there are fewer numbers than queues
 * with contacts, the largest queues get one each; the others share theirs.
 */
export function spreadOverQueues(
  numbers: number,
  queues: readonly { n: number; contacts: number }[],
): { n: number; numbers: number }[] {
  const filled = queues
    .filter(({ contacts }) => contacts > 0)
    .toSorted((a, b) => b.contacts - a.contacts || a.n - b.n)
    .slice(0, numbers)
    .sort((a, b) => a.n - b.n);
  const all = filled.reduce((sum, { contacts }) => sum + contacts, 0);
  const spare = Math.max(0, numbers - filled.length);
  const shares = filled.map(({ n, contacts }) => {
    const exact = all === 0 ? 0 : (spare * contacts) / all;
    return { n, numbers: 1 + Math.floor(exact), rest: exact - Math.floor(exact) };
  });
  let left = spare - shares.reduce((sum, share) => sum + share.numbers - 1, 0);
  for (const share of shares.toSorted((a, b) => b.rest - a.rest || a.n - b.n)) {
    if (left <= 0) break;
    share.numbers += 1;
    left -= 1;
  }
  return shares.map((share) => ({ n: share.n, numbers: share.numbers }));
}

/** Services of one queue, each with how many numbers: as even as they go, none over the cap. */
export function servicesFor(numbers: number, { numbersPerService }: NumberRules = NUMBER_RULES): number[] {
  const services = Math.ceil(numbers / numbersPerService);
  return Array.from({ length: services }, (_, index) => Math.ceil((numbers - index) / services));
}
