/** What a text must say for each rule of each reader, read off the rules. The table of it is made beforehand (tools/opt-outs). */
import { frameNeeds } from "../frames/read-frames.ts";
import { keywordNeeds } from "../frames/keyword-first.ts";
import { partNeeds } from "../frames/other-languages.ts";
import { instructionNeeds } from "../unasked/instructions.ts";
import { mediaNeeds } from "../unasked/other-media.ts";
import { likenessNeeds } from "../likeness/may-opt-out.ts";
import { tableNeeds } from "../languages.ts";
import { grammarNeeds } from "../read.ts";
import { READER } from "./readers.ts";
import type { ReaderNeeds } from "./readers.ts";

/** Words that ask for something as the whole text. */
const WHOLE: readonly ReaderNeeds[] = [
  { needs: [["help", "info", "helpme", "ayuda", "aide", "start", "unstop"]], readers: READER.whole },
];

export function allNeeds(): ReaderNeeds[] {
  return [
    ...WHOLE,
    ...grammarNeeds(),
    ...frameNeeds(),
    ...keywordNeeds(),
    ...partNeeds(),
    ...tableNeeds(),
    ...instructionNeeds(),
    ...likenessNeeds(),
    ...mediaNeeds(),
  ];
}
