/** TwiML: what a webhook answers to an inbound text or a call, as `text/xml; charset=utf-8`. */
import type { VoiceAnswer } from "../domain/numbers/voice.ts";

export const TWIML_CONTENT_TYPE = "text/xml; charset=utf-8";

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

/** An empty answer: the carrier sends no text. */
export const EMPTY_TWIML = `${HEAD}<Response></Response>`;

/** One text back to the sender, from the number that was texted. */
export function messageTwiml(body: string): string {
  return `${HEAD}<Response><Message><Body>${escapeXml(body)}</Body></Message></Response>`;
}

/** A call that is not taken costs nothing. */
export const REJECT_TWIML = `${HEAD}<Response><Reject/></Response>`;

/** Rings this long before a forwarded call is given up. */
const RING_SECONDS = 25;

/** What a caller hears. */
export function voiceTwiml(answer: VoiceAnswer): string {
  switch (answer.kind) {
    case "reject":
      return REJECT_TWIML;
    case "say":
      return `${HEAD}<Response><Say language="${escapeXml(answer.language)}">${escapeXml(answer.text)}</Say></Response>`;
    case "play":
      return `${HEAD}<Response><Play>${escapeXml(answer.url)}</Play></Response>`;
    case "forward":
      return `${HEAD}<Response><Dial timeout="${RING_SECONDS}" answerOnBridge="true"><Number>${escapeXml(answer.to)}</Number></Dial></Response>`;
  }
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
// Control characters other than tab and line ends, lone surrogates' replacements aside, may not appear in XML at all.
// oxlint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escapeXml(value: string): string {
  return value
    .toWellFormed()
    .replaceAll(NOT_XML, "")
    .replaceAll(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark);
}
