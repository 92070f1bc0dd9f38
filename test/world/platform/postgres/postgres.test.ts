import { afterAll, beforeAll, expect, test } from "vitest";
import { Postgres } from "./postgres.ts";
import type { PostgresState } from "./postgres.ts";
import { Chance } from "../../scheduler/chance.ts";
import { Scheduler } from "../../scheduler/scheduler.ts";
import type { WorldCore } from "../world-core.ts";

let postgres: Postgres;
beforeAll(async () => {
  postgres = await Postgres.open();
});
afterAll(() => postgres.close());

/** What a world asks, with everything that the answers say. */
async function world(queries: [string, (string | null)[]][], state?: PostgresState): Promise<string[]> {
  await (state ? postgres.restore(state) : postgres.empty());
  const scheduler = new Scheduler(1, Date.UTC(2026, 10, 3));
  const hooks = { atCrashPoint: () => false, wrote: () => {}, called: () => {} };
  const core: WorldCore = { scheduler, chance: new Chance(scheduler), uncaught: [], hooks };
  const service = postgres.service(core);
  const headers = new Headers({
    "neon-connection-string": "postgresql://user@postgres.world/db",
    "neon-raw-text-output": "true",
    "neon-array-mode": "true",
  });
  const answers: string[] = [];
  for (const [query, params] of queries) {
    const body = JSON.stringify({ query, params });
    const asked = service({ url: "http://postgres.world/sql", method: "POST", headers, body });
    await scheduler.play(() => false);
    const answer = await asked;
    answers.push(`${answer.status} ${String(answer.body)}`);
  }
  return answers;
}

const ADD = "insert into organizations (id, name) values ($1, $2) returning id, ctid, xmin, now()";
const READ = "select id, name, ctid, xmin from organizations order by id";
const SIZE = "select pg_relation_size('organizations'), txid_current()";
const some: [string, (string | null)[]][] = [
  [READ, []],
  [ADD, ["o1", "One"]],
  [ADD, ["o1", "twice"]],
  [ADD, ["o2", null]],
  [READ, []],
  [SIZE, []],
];

test("each world finds the same database, whatever was played before", async () => {
  const first = await world(some);
  expect(first.filter((answer) => answer.startsWith("400"))).toHaveLength(2);
  await world([
    ["insert into organizations (id, name) select 'x' || i, repeat('x', 500) from generate_series(1, 2000) i", []],
    ["update organizations set name = name || 'y'", []],
    ["create table other (id int primary key)", []],
    ["insert into other select generate_series(1, 3000)", []],
    ["drop table messages cascade", []],
    ["vacuum full organizations", []],
    ["checkpoint", []],
    ["select broken", []],
  ]);
  expect(await world(some)).toEqual(first);
  expect(await world([["select to_regclass('other'), to_regclass('messages'), count(*) from messages", []]])).toEqual([
    expect.stringContaining('[[null,"messages","0"]]'),
  ]);
});

test("a world may begin with what another one has left, also after worlds that began with something else", async () => {
  await world([[ADD, ["o1", "One"]]]);
  const one = postgres.take();
  await world([
    [ADD, ["o2", "Two"]],
    ["insert into organizations (id, name) select 'x' || i, repeat('x', 500) from generate_series(1, 900) i", []],
    ["create table other (id int primary key)", []],
    ["checkpoint", []],
  ]);
  const many = postgres.take();
  const two: [string, (string | null)[]] = ["select count(*), to_regclass('other') from organizations", []];
  const [first] = await world([[READ, []]], one);
  expect(first).toContain('[["o1","One"');
  await world([["delete from organizations", []]], many);
  expect(await world([two], many)).toEqual([expect.stringContaining('[["901","other"]]')]);
  expect(await world([[READ, []]], one)).toEqual([first]);
  expect(await world([two])).toEqual([expect.stringContaining('[["0",null]]')]);
  expect(await world([two], many)).toEqual([expect.stringContaining('[["901","other"]]')]);
});

test("statements that many worlds ask are parsed once", async () => {
  const many = Array.from({ length: 12 }, (_, n): [string, (string | null)[]] => [`select ${n}, $1::text`, ["a"]]);
  const first = await world([...many, ...some]);
  for (let round = 0; round < 3; round += 1) expect(await world([...many, ...some])).toEqual(first);
});
