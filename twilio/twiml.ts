/** TwiML: what a webhook answers to an inbound text. Only the two answers texting has; `text/xml; charset=utf-8`. */

export const TWIML_CONTENT_TYPE = "text/xml; charset=utf-8";

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

/** An empty answer: the carrier sends no text. */
export const EMPTY_TWIML = `${HEAD}<Response></Response>`;

/** One text back to the sender, from the number that was texted. */
export function messageTwiml(body: string): string {
  return `${HEAD}<Response><Message><Body>${escapeXml(body)}</Body></Message></Response>`;
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
