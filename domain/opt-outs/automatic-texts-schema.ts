/** What `PATCH /api/admin/opt-outs/texts` takes; apart from the texts, so that the app does not load zod. */
import * as z from "zod";
import { LONGEST_AUTOMATIC_TEXT } from "./automatic-texts.ts";
import { isLanguage } from "./confirmations.ts";
import type { Language } from "./reading/grammar.ts";

const words = z.string().trim().min(1, "write a text, or leave it to the default").max(LONGEST_AUTOMATIC_TEXT);

/** `PATCH /api/admin/opt-outs/texts`. */
export const automaticTextsSchema = z.object({
  confirmation: words.nullable(),
  help: words.nullable(),
  /** By language, replaced as a whole; absent: they stay. */
  translations: z
    .partialRecord(
      z.string().refine((language): language is Language => isLanguage(language), "not a language that is read"),
      words,
    )
    .optional(),
});
