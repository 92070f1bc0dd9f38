/** The limits that admins may set. Apart from the type, which the app uses without its validator. */
import { z } from "zod";
import type { SendingLimits } from "./sending-limits.ts";

export const sendingLimitsSchema: z.ZodType<SendingLimits> = z.object({
  numbers: z.number().int("a whole number of sending numbers").min(1, "at least one sending number").max(400, {
    error: "a Messaging Service has at most 400 numbers",
  }),
  segmentsPerSecond: z
    .number()
    .min(0.1, "at least 0.1 segments per second")
    .max(1000, "at most 1,000 segments per second")
    .nullable(),
  segmentsPerDay: z.number().int("a whole number of segments per day").min(1).max(10_000_000).nullable(),
});
