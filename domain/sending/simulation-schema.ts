/** What admins set for a simulation (`GET` and `PUT /api/admin/simulation`). */
import * as z from "zod";
import { isClientId } from "../ids.ts";
import type { SimulationSettings } from "./simulation.ts";

const rule = z.object({
  column: z.string().trim().max(100).nullable(),
  pattern: z.string().trim().min(1, "enter the words to look for, or * for any text").max(200),
  reply: z.string().trim().min(1, "enter an answer").max(1600),
  afterSeconds: z
    .number()
    .int()
    .min(1, "enter at least 1 second")
    .max(86_400, "enter at most one day (86,400 seconds)"),
});

export const simulationSchema = z.object({
  to: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, "enter the number like +16175550101")
    .nullable(),
  dropRatio: z.number().min(0, "enter 0 to 100 percent").max(1, "enter 0 to 100 percent"),
  dropColumn: z.string().trim().max(100),
  rules: z.array(rule).max(50, "at most 50 rules"),
}) satisfies z.ZodType<SimulationSettings>;

/** What the override phone texts (`POST /api/admin/simulation/phone/replies`); `id` makes a repetition the same text. */
export const phoneReplySchema = z.object({
  id: z.string().refine(isClientId, "an id of 16 to 40 letters and digits"),
  body: z.string().trim().min(1, "write a text").max(1600, "a text has at most 1,600 characters"),
});

/**
 * `hasCarrier`: texts go out by a carrier; else nothing leaves the installation. `fixedTo`: where the installation itself sends
 * every text, whatever the organization says.
 */
export type SimulationState =
  | { on: false }
  | { on: true; hasCarrier: boolean; fixedTo: string | null; settings: SimulationSettings };
