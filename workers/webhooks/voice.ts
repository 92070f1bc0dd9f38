/**
 * Calls to texting numbers: the carrier asks what to do, and gets the answer of the organization that has the number
 * (docs/rules.md#numbers-voice). A caller never hears an error: what cannot be read just now is answered in general words.
 */
import { eq } from "drizzle-orm";
import { organizations } from "../../db/schema/organization.ts";
import { SHARED_POOL } from "../../domain/ids.ts";
import { areaCodeOf } from "../../domain/numbers/area-codes.ts";
import { defaultVoiceAnswer } from "../../domain/numbers/voice.ts";
import type { VoiceAnswer } from "../../domain/numbers/voice.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { inventoryAt } from "../../durable-objects/rpc/stubs.ts";
import { parseVoice } from "../../twilio/statuses.ts";
import { REJECT_TWIML, TWIML_CONTENT_TYPE, voiceTwiml } from "../../twilio/twiml.ts";
import type { EdgeContext } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { refused } from "../http/refused.ts";
import { signedForm, unreadable } from "./signed-form.ts";

/** Said when nobody can tell whose number it is, or what its organization says. */
const GENERAL: VoiceAnswer = {
  kind: "say",
  text: "Hello. This is a number for text messages. Nobody answers calls here. Please send a text.",
  language: "en-US",
};

export async function answerCall(c: EdgeContext): Promise<Response> {
  const signed = await signedForm(c);
  if (!signed.ok) return signed.reason === "held" ? twiml(REJECT_TWIML) : refused(c, signed);
  const parsed = parseVoice(signed.form);
  if (!parsed.ok) return unreadable(c, parsed.reason);
  const { callSid, to } = parsed.value;
  const address = c.req.param("orgId") ?? "";
  const orgId = address === SHARED_POOL ? await holderOf(c.env, to) : address;
  // A number that nobody texts from: there is nobody to answer for.
  if (orgId === null) return twiml(REJECT_TWIML);
  const answer = await answerOf(c, orgId);
  c.var.log.info("call_answered", { orgId, callSid, answer: answer.kind });
  // A number that forwards to itself would ring for ever.
  if (answer.kind === "forward" && answer.to === to) return twiml(REJECT_TWIML);
  return twiml(voiceTwiml(answer));
}

/** The carrier uses this address when the one above has failed: it asks nothing of anybody. */
export async function answerCallAnyway(c: EdgeContext): Promise<Response> {
  const signed = await signedForm(c);
  if (!signed.ok) return signed.reason === "held" ? twiml(REJECT_TWIML) : refused(c, signed);
  c.var.log.warn("call_at_fallback", { code: String(signed.form["ErrorCode"] ?? "") });
  return twiml(voiceTwiml(GENERAL));
}

/** The organization that texts from a number of the shared pool. */
async function holderOf(env: Env, number: string): Promise<string | null> {
  const areaCode = areaCodeOf(number);
  if (areaCode === null) return null;
  const found = await callObject(
    () => inventoryAt(env, SHARED_POOL, areaCode),
    (inventory) => inventory.find({ number }),
  );
  return found.known ? (found.use?.orgId ?? null) : null;
}

async function answerOf(c: EdgeContext, orgId: string): Promise<VoiceAnswer> {
  try {
    const [row] = await databaseOf(c.env)
      .select({ name: organizations.name, settings: organizations.settings })
      .from(organizations)
      .where(eq(organizations.id, orgId));
    return row ? (row.settings.voiceAnswer ?? defaultVoiceAnswer(row.name)) : GENERAL;
  } catch (error) {
    c.var.log.fault("voice_answer_not_read", error, { orgId });
    return GENERAL;
  }
}

function twiml(body: string): Response {
  return new Response(body, { headers: { "content-type": TWIML_CONTENT_TYPE } });
}
