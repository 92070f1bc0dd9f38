/** What the people page sends to give somebody a number. */
import * as z from "zod";
import { isClientId } from "../ids.ts";

export const giveNumberSchema = z.object({
  /** The same again is the same number. */
  requestId: z.string().refine(isClientId, "not an id made by this app"),
  areaCode: z.string().regex(/^[2-9]\d\d$/, "choose an area code"),
});
