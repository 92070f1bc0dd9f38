import * as z from "zod";
import { MOST_SAID } from "./voice.ts";
import type { VoiceAnswer } from "./voice.ts";

/** What an admin sets for callers. */
export const voiceAnswerSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("reject") }),
  z.strictObject({
    kind: z.literal("say"),
    text: z.string().trim().min(1, "write what is said").max(MOST_SAID, `use at most ${MOST_SAID} characters`),
    language: z.enum(["en-US", "es-US", "fr-CA"]),
  }),
  z.strictObject({
    kind: z.literal("play"),
    url: z.url({ protocol: /^https$/, error: "enter an address that begins with https://" }).max(1000),
  }),
  z.strictObject({
    kind: z.literal("forward"),
    to: z.string().regex(/^\+1[2-9]\d{9}$/, "enter a number of the United States or Canada, like +16175550101"),
  }),
]) satisfies z.ZodType<VoiceAnswer>;
