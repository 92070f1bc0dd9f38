/** Vitest's global setup of the Workers tests: one Postgres per run, in a process of its own. */
import type { TestProject } from "vitest/node";
import { createChild } from "../../tools/local/child.ts";
import { PGLITE_FLAGS } from "../../tools/local/postgres/pglite-process.ts";
import type { TestDatabaseInfo } from "../../tools/local/postgres/test-database-child.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the run's Postgres answers Neon's `/sql`. */
    postgresEndpoint: string;
  }
}

export default async function startDatabase(project: TestProject): Promise<() => Promise<void>> {
  const database = createChild<null, TestDatabaseInfo>({
    name: "database of the tests",
    script: "postgres/test-database-child.ts",
    nodeFlags: PGLITE_FLAGS,
    config: null,
    onDeath: (sentence) => console.error(sentence),
  });
  const started = await database.start();
  if (!started.ok) throw new Error(started.message);
  project.provide("postgresEndpoint", started.info.endpoint);
  return database.stop;
}
