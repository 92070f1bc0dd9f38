/** `npm run opt-outs:learn`: learns from the labelled texts once more, after some were added. */
import { writeFileSync } from "node:fs";
import { learnedFrom, learnedSource } from "./learned-source.ts";

const path = `${import.meta.dirname}/../../../domain/opt-outs/reading/likeness/learned.ts`;
writeFileSync(path, learnedSource(learnedFrom()));
