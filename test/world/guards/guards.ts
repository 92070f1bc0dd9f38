/**
 * Guards of the product. `remove-guards.ts` plays seeds without each of them: a world in which a missing guard goes unnoticed would not
 * notice a fault either.
 */
import { DESK_GUARDS } from "./desk-guards.ts";
import type { Guard } from "./guard.ts";
import { NUMBERS_GUARDS } from "./numbers-guards.ts";
import { PEOPLE_GUARDS } from "./people-guards.ts";
import { RECORD_GUARDS } from "./record-guards.ts";
import { REPLY_GUARDS } from "./reply-guards.ts";
import { SENDING_GUARDS } from "./sending-guards.ts";

export const GUARDS: readonly Guard[] = [
  ...SENDING_GUARDS,
  ...REPLY_GUARDS,
  ...DESK_GUARDS,
  ...PEOPLE_GUARDS,
  ...RECORD_GUARDS,
  ...NUMBERS_GUARDS,
];
