/** The texter's operations on direct conversations (domain/phone-service/direct.ts), a part of those in texter.ts. */
import * as z from "zod";
import { isClientId } from "../ids.ts";
import type { DirectDesk, DirectLimit, DirectMessage, DirectThread } from "../phone-service/direct.ts";

const clientId = z.string().refine(isClientId, "not an id made by this app");
const phone = z.string().regex(/^\+1\d{10}$/, "not a phone number");

export const directOps = {
  /** The person's own numbers and the conversations by them. */
  directThreads: z.object({}),
  /** One of them; `before` is the `seq` of a text, for those before it. */
  directThread: z.object({ number: phone, peer: phone, before: z.number().int().min(1).optional() }),
  /** `to` as it was typed. The same messageId is the same text. */
  directSend: z.object({
    number: phone,
    to: z.string().min(1).max(40),
    messageId: clientId,
    body: z.string().min(1, "the text is empty").max(10_000),
  }),
  /** Read up to a text's `seq`. */
  directRead: z.object({ number: phone, peer: phone, upTo: z.number().int().min(1) }),
} as const;

type Ok<T> = { ok: true } & T;

export type DirectAnswers = {
  directThreads: Ok<DirectDesk>;
  /** `limit`: why nothing can be sent now. */
  directThread: Ok<{
    thread: DirectThread | null;
    messages: DirectMessage[];
    hasMore: boolean;
    limit: DirectLimit | null;
  }>;
  directSend: Ok<{ peer: string; messageId: string }>;
  directRead: Ok<object>;
};
