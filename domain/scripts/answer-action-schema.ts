import * as z from "zod";
import { isId } from "../ids.ts";
import type { AnswerAction } from "./answer-action.ts";

const labelId = z.string().refine((id) => isId(id, "l"), "not a label's id");
const teamId = z.string().refine((id) => isId(id, "t"), "not a team's id");

export const answerActionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("opt_out") }),
  z.object({ kind: z.literal("wrong_number") }),
  z.object({ kind: z.literal("close") }),
  z.object({ kind: z.literal("label"), labelId }),
  z.object({ kind: z.literal("team"), teamId }),
]) satisfies z.ZodType<AnswerAction>;
