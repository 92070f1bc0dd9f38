/** What an earlier version stored of the pace is read by this one. */
import { expect, test } from "vitest";
import { migrate } from "../kit/storage/migrations.ts";
import { nodeSql } from "../testing/node-sql.ts";
import { CARRIER_ACCOUNT_MIGRATIONS } from "./schema.ts";
import { Shares } from "./shares.ts";
import type { StoredPace } from "./shares.ts";

test("the pace found before the table was renamed holds after it", () => {
  const sql = nodeSql();
  migrate(sql, CARRIER_ACCOUNT_MIGRATIONS.slice(0, 1));
  const rate = { perSecond: 7, round: 2, refused: 9, slope: 0.1, grownMs: 0 };
  sql.run("INSERT INTO kept (id, json) VALUES (1, ?)", JSON.stringify({ rate, services: [] } satisfies StoredPace));
  migrate(sql, CARRIER_ACCOUNT_MIGRATIONS);
  const stored = JSON.parse(sql.scalar<string>("SELECT json FROM pace WHERE id = 1") ?? "null") as StoredPace | null;
  expect(new Shares(stored).paceNow({ orgId: "o1", service: null }, 1_000)).toMatchObject({ textsPerSecond: 7 });
});
