import { expect, test } from "vitest";
import { createSendGuard, UNREAD_MS } from "./send-guard.ts";

test("a contact that has just come cannot be sent to: the second tap of a double one sends nothing", () => {
  const guard = createSendGuard();
  expect(guard.maySend(0)).toBe(false);
  guard.shows("ann", 1_000);
  expect(guard.maySend(1_000 + UNREAD_MS - 1)).toBe(false);
  expect(guard.maySend(1_000 + UNREAD_MS)).toBe(true);
  // Rendered again, for another reason.
  guard.shows("ann", 2_000);
  expect(guard.maySend(2_000)).toBe(true);
  guard.shows("ben", 2_000);
  expect(guard.maySend(2_150)).toBe(false);
  expect(guard.maySend(2_300)).toBe(true);
});
