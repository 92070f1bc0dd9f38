/** The needs of all readers in one index, made at the first text and not when a Worker starts. */
import { frameNeeds } from "../frames/read-frames.ts";
import { keywordNeeds } from "../frames/keyword-first.ts";
import { partNeeds } from "../frames/other-languages.ts";
import { instructionNeeds } from "../instructions.ts";
import { tableNeeds } from "../languages.ts";
import { grammarNeeds } from "../read.ts";
import { NeedIndex } from "./need-index.ts";
import { READER } from "./readers.ts";
import type { ReaderNeeds } from "./readers.ts";

/** Words that ask for something as the whole text. */
const WHOLE: readonly ReaderNeeds[] = [
  { needs: [["help", "info", "helpme", "ayuda", "aide", "start", "unstop"]], readers: READER.whole },
];

let made: NeedIndex | null = null;
export function indexOfReaders(): NeedIndex {
  return (made ??= make());
}

function make(): NeedIndex {
  const index = new NeedIndex();
  const all = [
    ...WHOLE,
    ...grammarNeeds(),
    ...frameNeeds(),
    ...keywordNeeds(),
    ...partNeeds(),
    ...tableNeeds(),
    ...instructionNeeds(),
  ];
  for (const { needs, readers } of all) index.add(needs, readers);
  return index;
}
