/** What the screen of the phone service sends (a file of its own: the app needs no validator). */
import * as z from "zod";
import { API_SCOPES } from "./api-tokens.ts";
import { DEFAULT_CALLS_PER_SECOND, MOST_CALLS_PER_SECOND } from "./call-limits.ts";
import type { PhoneServiceSettings } from "./api-tokens.ts";

const CALLS = `enter how many calls per second it may make, 1 to ${MOST_CALLS_PER_SECOND}`;

export const newTokenSchema = z.object({
  name: z.string().trim().min(1, "enter a name that says which program uses it").max(60),
  scopes: z
    .array(z.enum(API_SCOPES))
    .min(1, "choose at least one thing that the program may do")
    .transform((scopes) => API_SCOPES.filter((scope) => scopes.includes(scope))),
  callsPerSecond: z
    .number(CALLS)
    .int(CALLS)
    .min(1, CALLS)
    .max(MOST_CALLS_PER_SECOND, CALLS)
    .default(DEFAULT_CALLS_PER_SECOND),
});

export const phoneServiceSettingsSchema = z.object({
  keepsHours: z.boolean(),
  inboundUrl: z
    .url({ protocol: /^https$/, error: "enter an address that begins with https://" })
    .max(500)
    .nullable(),
}) satisfies z.ZodType<PhoneServiceSettings>;
