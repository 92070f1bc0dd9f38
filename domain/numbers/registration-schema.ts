import * as z from "zod";
import type { RegistrationFacts } from "./registration.ts";

/** What an admin enters about the organization's registration. */
export const registrationFactsSchema = z.strictObject({
  local: z.boolean(),
  tollFree: z.boolean(),
  businessNumber: z
    .string()
    .trim()
    .regex(/^(?:\d{2}-?\d{7}|\d{9}[A-Z]{2}\d{4})?$/, "enter an EIN like 12-3456789, or a Canadian business number"),
  campaignSid: z
    .string()
    .trim()
    .regex(/^[A-Z0-9]{0,40}$/, "enter the campaign's id, like C1AB2CD"),
  tollFreeState: z.enum(["not_begun", "under_review", "verified", "rejected"]),
  isPolitical: z.boolean().nullable(),
  verifyTokenEnds: z.union([z.literal(""), z.iso.date("enter the token's last day")]),
}) satisfies z.ZodType<RegistrationFacts>;
