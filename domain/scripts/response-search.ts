import type { CannedResponse } from "./script-schema.ts";

/** Canned responses that have every word of the search, those with it in the title first; all of them without one. */
export function foundResponses(responses: readonly CannedResponse[], search: string): CannedResponse[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  const inTitle: CannedResponse[] = [];
  const inText: CannedResponse[] = [];
  for (const response of responses) {
    const title = plain(response.title);
    const all = `${title} ${plain(response.text)}`;
    if (!words.every((word) => all.includes(word))) continue;
    (words.every((word) => title.includes(word)) ? inTitle : inText).push(response);
  }
  return [...inTitle, ...inText];
}

/** Lower case, without accents: "Señor" is found by "senor". */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase();
}
