/** What admins set for a simulation (`GET` and `PUT /api/admin/simulation`). */
import { z } from "zod";
import { isClientId } from "../ids.ts";
import type { SimulationSettings } from "./simulation.ts";

const rule = z.object({
  column: z.string().trim().max(100).nullable(),
  pattern: z.string().trim().min(1, "what the text has to contain; * is anything").max(200),
  reply: z.string().trim().min(1, "write an answer").max(1600),
  afterSeconds: z.number().int().min(1, "at least a second later").max(86_400, "at most a day later"),
});

export const simulationSchema = z.object({
  to: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, "write the number like +16175550101")
    .nullable(),
  dropRatio: z.number().min(0, "a share is 0 to 1").max(1, "a share is 0 to 1"),
  dropColumn: z.string().trim().max(100),
  rules: z.array(rule).max(50, "at most 50 rules"),
}) satisfies z.ZodType<SimulationSettings>;

/** What the override phone texts (`POST /api/admin/simulation/phone/replies`); `id` makes a repetition the same text. */
export const phoneReplySchema = z.object({
  id: z.string().refine(isClientId, "an id of 16 to 40 letters and digits"),
  body: z.string().trim().min(1, "write what the phone texts").max(1600, "a text has at most 1,600 characters"),
});

/**
 * `hasCarrier`: texts go out by a carrier; else nothing leaves the installation. `fixedTo`: where the installation itself sends
 * every text, whatever the organization says.
 */
export type SimulationState =
  | { on: false }
  | { on: true; hasCarrier: boolean; fixedTo: string | null; settings: SimulationSettings };
