/** Takes out of a text for the log what must not be there: phone numbers, addresses, secrets, query parameters. */

/** In this order: a number in a query goes with its query. No pattern reads a character twice, so that no text is slow. */
const TAKEN_OUT: readonly (readonly [RegExp, string])[] = [
  // A user and password before a host.
  [/\/\/[^\s/@]+@/g, "//…@"],
  [/\?[^\s"'<>]+/g, "?…"],
  [/\b(Bearer|Basic) [\w.+/=~-]{8,}/gi, "$1 …"],
  [/(?<![\w.-])eyJ[\w.-]+/g, "…"],
  [/\b(token|password|secret|authorization|cookie|signature)(["']?\s?[:=]\s?["']?)[^\s"',;&}]+/gi, "$1$2…"],
  [/(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+/g, "<e-mail>"],
  [/\+\d(?:[ ().-]{0,2}\d){7,14}/g, "<phone>"],
  [/(?<![\w.+-])1?[ .-]?\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]?\d{4}(?!\w)/g, "<phone>"],
];

const MOST_CHARACTERS = 2_000;

export function redacted(text: string): string {
  let left = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  for (const [pattern, instead] of TAKEN_OUT) left = left.replace(pattern, instead);
  return left;
}
