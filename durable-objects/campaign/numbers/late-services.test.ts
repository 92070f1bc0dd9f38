/** Services whose making arrives at the carrier when nobody waits for it anymore. */
import { expect, test } from "vitest";
import { nodeSql } from "../../testing/node-sql.ts";
import { SIMULATED_NUMBERS_MIGRATION, SimulatedNumbers } from "../../carrier-account/numbers/simulated-numbers.ts";
import { serviceAddresses, serviceName } from "../../../domain/numbers/campaign-numbers.ts";
import { migrate } from "../../kit/storage/migrations.ts";
import { CAMPAIGN_MIGRATIONS } from "../schema.ts";
import { deleteLateServices } from "./late-services.ts";
import { OwnNumbers } from "./own-numbers.ts";

const KEY = "c1.1";
const MINUTE = 60_000;

function lateWorld() {
  const clock = { now: 0 };
  const account = nodeSql();
  account.run(SIMULATED_NUMBERS_MIGRATION);
  let made = 0;
  const newSid = (prefix: "PN" | "MG") => `${prefix}${String((made += 1)).padStart(32, "0")}`;
  const carrier = new SimulatedNumbers({ sql: account, now: () => clock.now, newSid });
  const sql = nodeSql();
  migrate(sql, CAMPAIGN_MIGRATIONS);
  sql.run("INSERT INTO own_services (queue_no, part, state) VALUES (1, 0, 'new')");
  const own = new OwnNumbers(sql);
  const unused = () => {
    throw new Error("The inventory is not asked.");
  };
  const deps = {
    own,
    orgId: () => "o1",
    holder: () => ({ kind: "campaign" as const, orgId: "o1", campaignId: "c1" }),
    queueKey: () => KEY,
    publicOrigin: "https://text.example.org",
    carrier: async () => carrier,
    inventory: unused,
    now: () => clock.now,
  };
  const make = async () => {
    const addresses = serviceAddresses(deps.publicOrigin, "o1", KEY);
    const created = await carrier.createService({ name: serviceName(KEY, 0), ...addresses });
    if (!created.ok) throw new Error("not made");
    return created.service.sid;
  };
  const sids = async () => {
    const listed = await carrier.services();
    return listed.ok ? listed.services.map(({ sid }) => sid) : [];
  };
  return { clock, own, deps, make, sids, row: () => own.services()[0]! };
}

test("once none can arrive anymore, only the campaign's own service stays", async () => {
  const { clock, own, deps, make, sids, row } = lateWorld();
  own.setUnclear(row(), MINUTE);
  const sid = await make();
  own.saveService(row(), { sid, state: "ready" });
  clock.now = MINUTE / 2;
  expect(await deleteLateServices(deps)).toBe(MINUTE);
  await make();
  clock.now = MINUTE;
  expect(await deleteLateServices(deps)).toBeNull();
  expect(await sids()).toEqual([sid]);
});

test("of a campaign that was archived meanwhile none stays", async () => {
  const { clock, own, deps, make, sids, row } = lateWorld();
  own.setUnclear(row(), MINUTE);
  own.saveService(row(), { sid: null, state: "deleted" });
  await make();
  clock.now = MINUTE;
  expect(await deleteLateServices(deps)).toBeNull();
  expect(await sids()).toEqual([]);
  expect(own.nextUnclearMs()).toBeNull();
});
