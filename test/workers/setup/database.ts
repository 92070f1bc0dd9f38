/** Vitest's global setup of the Workers tests: one Postgres per run, in a process of its own. */
import type { TestProject } from "vitest/node";
import { createChild } from "../../../tools/local/child.ts";
import { PGLITE_FLAGS } from "../../../tools/local/postgres/pglite-process.ts";
import type { TestDatabaseInfo } from "../../../tools/local/postgres/test-database-child.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the run's Postgres answers Neon's `/sql`. */
    postgresEndpoint: string;
  }
}

/** Two projects of one run share it: each loads this file for itself. */
const run = globalThis as { testDatabase?: { started: Promise<TestDatabase>; users: number } | undefined };

type TestDatabase = { endpoint: string; stop: () => Promise<void> };

export default async function shareDatabase(project: TestProject): Promise<() => Promise<void>> {
  const shared = (run.testDatabase ??= { started: startDatabase(), users: 0 });
  shared.users += 1;
  const { endpoint, stop } = await shared.started;
  project.provide("postgresEndpoint", endpoint);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    run.testDatabase = undefined;
    await stop();
  };
}

async function startDatabase(): Promise<TestDatabase> {
  const database = createChild<null, TestDatabaseInfo>({
    name: "database of the tests",
    script: "postgres/test-database-child.ts",
    nodeFlags: PGLITE_FLAGS,
    config: null,
    onDeath: (sentence) => console.error(sentence),
  });
  const started = await database.start();
  if (!started.ok) throw new Error(started.message);
  return { endpoint: started.info.endpoint, stop: database.stop };
}
