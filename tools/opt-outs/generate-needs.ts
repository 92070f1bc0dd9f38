/** `npm run opt-outs:needs`: writes the table of the glance, after a rule of the detector was changed. */
import { writeFileSync } from "node:fs";
import { allNeeds } from "../../domain/opt-outs/reading/glance/all-needs.ts";
import { sourceOf, tableOf } from "./needs-table.ts";

const path = `${import.meta.dirname}/../../domain/opt-outs/reading/glance/needs-table.ts`;
writeFileSync(path, sourceOf(tableOf(allNeeds())));
