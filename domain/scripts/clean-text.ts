/**
 * What a text may not carry to a phone (docs/rules.md#scripts-clean): control characters, and the marks that turn the
 * direction of what follows (Unicode's "Trojan Source" characters), which make words read differently from what was
 * written. They come with pasted scripts and with values of uploaded files.
 */

/** U+202A–202E embed or override a direction, U+2066–2069 isolate one. The plain marks (LRM, RLM, ALM) stay. */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/gu;
/** C0 and C1 without tab, line feed and carriage return; delete; interlinear annotations; noncharacters. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFF9-\uFFFB\uFFFE\uFFFF\uFDD0-\uFDEF]/gu;
/** Halves of a surrogate pair without the other half: no encoding can carry them. */
const LONE_SURROGATE = /\p{Surrogate}/gu;
/** Invisible letters; after a black flag they spell a region (🏴󠁧󠁢󠁥󠁮󠁧󠁿). */
const TAGS = /(\u{1F3F4}[\u{E0020}-\u{E007E}]{1,16}\u{E007F})|[\u{E0000}-\u{E007F}]/gu;
const LINE_END = /\r\n?|[\u0085\u2028\u2029]/gu;

/** The text as it may go out; cleaning it again changes nothing. */
export function cleanText(text: string): string {
  return text
    .replace(LINE_END, "\n")
    .replace(/\t/gu, " ")
    .replace(CONTROL, "")
    .replace(DIRECTION, "")
    .replace(LONE_SURROGATE, "")
    .replace(TAGS, "$1");
}
