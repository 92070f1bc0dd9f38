import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { connect } from "./client.ts";
import { isDatabaseDown, sqlState } from "./query-errors.ts";

const databaseUrl = "postgresql://u:p@localhost/d";
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  // A listening TCP server has an AddressInfo.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/sql`;
}

async function failure(fetchEndpoint: string, limitMs = 5_000): Promise<unknown> {
  return connect(databaseUrl, { fetchEndpoint, limitMs })
    .execute("select 1")
    .then(
      () => expect.fail("the query succeeded"),
      (error: unknown) => error,
    );
}

it("tells an unreachable database from a refused query: nothing listens", async () => {
  expect(isDatabaseDown(await failure("http://127.0.0.1:1/sql"))).toBe(true);
});

it.each([500, 502, 503, 429])("tells an unreachable database from a refused query: HTTP %i", async (status) => {
  const endpoint = await serving((_, response) => response.writeHead(status).end("try later"));
  expect(isDatabaseDown(await failure(endpoint))).toBe(true);
});

it.each([
  ["57P01", true],
  ["53300", true],
  ["08006", true],
  ["57014", false],
  ["23505", false],
  ["42P01", false],
])("reads Postgres' own word: %s", async (code, down) => {
  const endpoint = await serving((_, response) => response.writeHead(400).end(JSON.stringify({ message: "no", code })));
  const error = await failure(endpoint);
  expect(sqlState(error)).toBe(code);
  expect(isDatabaseDown(error)).toBe(down);
});

it("gives up on a database that does not answer", async () => {
  const endpoint = await serving(() => {});
  expect(isDatabaseDown(await failure(endpoint, 50))).toBe(true);
});

it("gives up on a database that stops in the middle of its answer", async () => {
  const endpoint = await serving((_, response) => response.writeHead(200).write('{"rows":'));
  expect(isDatabaseDown(await failure(endpoint, 200))).toBe(true);
});

it("takes other errors for what they are", async () => {
  expect(isDatabaseDown(new TypeError("x is not a function"))).toBe(false);
  expect(isDatabaseDown(null)).toBe(false);
  const error: unknown = await connect("not a url")
    .execute("select 1")
    .then(null, (caught: unknown) => caught);
  expect(error).toBeInstanceOf(Error);
  expect(isDatabaseDown(error)).toBe(false);
});

it("keeps clients of different endpoints apart", async () => {
  const answer = (n: number): RequestListener => {
    const fields = [{ name: "n", dataTypeID: 23 }];
    return (_, response) =>
      response.end(JSON.stringify({ fields, rows: [[String(n)]], command: "SELECT", rowCount: 1 }));
  };
  const clients = [await serving(answer(1)), await serving(answer(2))].map((fetchEndpoint) =>
    connect(databaseUrl, { fetchEndpoint }),
  );
  const answers = await Promise.all(clients.map((db) => db.execute("select n")));
  expect(answers.map(({ rows }) => rows)).toEqual([[{ n: 1 }], [{ n: 2 }]]);
});
