/** Lines of a request's body, read as they come: a body may be longer than the isolate's memory. */

import type { NumberedLine } from "../../domain/phone-service/batches.ts";

/** Longer than any text that is taken: the rest of such a line is passed over, and the line is refused. */
const MOST_LINE_CHARS = 100_000;
/** Of one group, so that it fits into one call and one row. */
const MOST_GROUP_CHARS = 400_000;

/** Blank lines have their numbers, too, and are left out. @param size most lines of one group */
export async function* linesOf(body: ReadableStream<Uint8Array> | null, size: number): AsyncGenerator<NumberedLine[]> {
  if (body === null) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let line = 0;
  let rest = "";
  let isTooLong = false;
  let group: NumberedLine[] = [];
  let chars = 0;
  const end = (text: string) => {
    line += 1;
    const whole = isTooLong ? text.slice(0, MOST_LINE_CHARS) : text;
    isTooLong = false;
    if (whole.trim() === "") return;
    group.push({ line, text: whole });
    chars += whole.length;
  };
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    let from = 0;
    for (let at = rest.indexOf("\n"); at >= 0; at = rest.indexOf("\n", from)) {
      end(rest.slice(from, at));
      from = at + 1;
      if (group.length >= size || chars > MOST_GROUP_CHARS) {
        yield group;
        group = [];
        chars = 0;
      }
    }
    rest = rest.slice(from);
    if (rest.length > MOST_LINE_CHARS) {
      // What is cut is no JSON any more.
      rest = rest.slice(0, MOST_LINE_CHARS);
      isTooLong = true;
    }
    if (done) break;
  }
  if (rest !== "") end(rest);
  if (group.length > 0) yield group;
}
