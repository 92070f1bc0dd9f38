/**
 * The order of test files. One that takes half a minute would end alone if it began last. Vitest goes by size, or by the
 * times of an earlier run, which a clean clone does not have.
 */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Small files whose tests take longest. */
const LONG = [
  "assignment/crowd.workerd.test.ts",
  "sending/account-waits.workerd.test.ts",
  "ledger.fuzz.workerd.test.ts",
];
/** The first has one file only and takes one core meanwhile; a project's files must follow each other to share a runtime. */
const PROJECTS = ["without-carrier", "promises", "node", "workers"];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ project, moduleId }: TestSpecification) =>
      2 * PROJECTS.indexOf(project.name) + (LONG.some((end) => moduleId.endsWith(end)) ? 0 : 1);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
