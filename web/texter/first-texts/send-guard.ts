/** Nobody has read a text that came so shortly before: the press was meant for the one before it. */
export const UNREAD_MS = 300;

/** Since when the contact is on the screen. */
export function createSendGuard() {
  let current: { contactId: string; atMs: number } | null = null;
  return {
    shows(contactId: string, nowMs: number): void {
      if (current?.contactId !== contactId) current = { contactId, atMs: nowMs };
    },
    maySend: (nowMs: number): boolean => current !== null && nowMs - current.atMs >= UNREAD_MS,
  };
}
