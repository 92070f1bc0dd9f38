/** Regular expressions that take linear time though the prover finds no proof in its time, and why. */
export const ACCEPTED: Readonly<Record<string, string>> = {
  "/\\b(Bearer|Basic) [\\w.+/=~-]{8,}/gi": "one word of two, a space, and a run that ends where it ends",
  "/\\b(token|password|secret|authorization|cookie|signature)([\"']?\\s?[:=]\\s?[\"']?)[^\\s\"',;&}]+/gi":
    "each part but the last is of bounded length, and the last one cannot fail once it has begun",
};
