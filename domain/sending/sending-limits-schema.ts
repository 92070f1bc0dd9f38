/** The limits that admins may set. Apart from the type, which the app uses without its validator. */
import * as z from "zod";
import type { SendingLimits } from "./sending-limits.ts";

export const sendingLimitsSchema: z.ZodType<SendingLimits> = z.object({
  numbers: z.number().int("enter a whole number").min(1, "enter at least 1").max(400, {
    error: "enter at most 400 numbers, as many as a Messaging Service can have",
  }),
  segmentsPerSecond: z.number().min(0.1, "enter at least 0.1").max(1000, "enter at most 1,000").nullable(),
  segmentsPerDay: z.number().int("enter a whole number").min(1).max(10_000_000).nullable(),
});
