/**
 * A million users' numbers and ten thousand free ones per area code that programs reserve from. They are written into the
 * inventories' own tables before the Worker opens them: by the API it would take hours.
 */
import { createHash, createHmac } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { AREA_PLACES } from "../../../domain/hours/zones/area-codes.ts";
import { inventoryKey, SHARED_POOL } from "../../../domain/ids.ts";
import { useKey } from "../../../domain/numbers/inventory.ts";
import { migrate } from "../../../durable-objects/kit/storage/migrations.ts";
import { NUMBER_INVENTORY_MIGRATIONS } from "../../../durable-objects/number-inventory/schema.ts";
import { nodeSql } from "../../../durable-objects/testing/node-sql.ts";

export const USERS = 1_000_000;
export const FREE_PER_CODE = 10_000;

/** Area codes with free numbers; the others are all users'. */
const CODES_WITH_FREE = 8;
const FIRST_FREE = 6_000_000;
const WORKER = "whistlestop";
const CLASS = "NumberInventory";

export type Users = {
  /** A user's number. @param index below `USERS` */
  number: (index: number) => string;
  /** A number of the same area codes that nobody has. */
  unknown: (index: number) => string;
  /** `unknown` below it meets every area code once. */
  areaCodes: number;
  codesWithFree: readonly string[];
  free: readonly string[];
};

const CODES = [...AREA_PLACES.keys()].toSorted();
const PER_CODE = Math.ceil(USERS / CODES.length);

export const users: Users = {
  number: (index) => numbered(index, 2_000_000),
  unknown: (index) => numbered(index, 4_000_000),
  areaCodes: CODES.length,
  codesWithFree: CODES.slice(0, CODES_WITH_FREE),
  free: CODES.slice(0, CODES_WITH_FREE).flatMap((areaCode) =>
    Array.from({ length: FREE_PER_CODE }, (_, index) => `+1${areaCode}${FIRST_FREE + index}`),
  ),
};

function numbered(index: number, from: number): string {
  return `+1${CODES[index % CODES.length]}${from + Math.floor(index / CODES.length)}`;
}

/** @param folder of the installation, which has asked no inventory yet */
export async function seedUsers(folder: string, orgId: string): Promise<void> {
  const objects = join(folder, "worker/do", `${WORKER}-${CLASS}`);
  mkdirSync(objects, { recursive: true });
  for (const [at, areaCode] of CODES.entries()) {
    const taken = Math.min(PER_CODE, Math.ceil((USERS - at) / CODES.length));
    const free = users.codesWithFree.includes(areaCode) ? FREE_PER_CODE : 0;
    // Other connections have to be looked after meanwhile.
    await nextTurn();
    seedInventory(
      join(objects, `${objectId(inventoryKey(SHARED_POOL, areaCode))}.sqlite`),
      areaCode,
      orgId,
      taken,
      free,
    );
  }
}

function seedInventory(file: string, areaCode: string, orgId: string, taken: number, free: number): void {
  const sql = nodeSql(file);
  migrate(sql, NUMBER_INVENTORY_MIGRATIONS);
  sql.close();
  const db = new DatabaseSync(file);
  const capabilities = JSON.stringify({ sms: true, mms: true, voice: true });
  const insert = db.prepare(`
    INSERT INTO numbers (number, sid, capabilities, state, use_key, version, changed_at)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
    SELECT '+1' || ? || (CAST(? AS INTEGER) + i), 'PN' || ? || (CAST(? AS INTEGER) + i), ?, ?, CASE WHEN ? = '' THEN NULL ELSE ? || ? || '-' || i END, 1, 1 FROM n`);
  const add = (count: number, from: number, state: string, use: string) => {
    if (count === 0) return;
    insert.run(count, areaCode, from, areaCode, from, capabilities, state, use, use, areaCode);
    db.prepare("UPDATE counts SET n = ? WHERE state = ?").run(count, state);
  };
  db.exec("BEGIN");
  add(taken, 2_000_000, "ASSIGNED", useKey({ kind: "user", orgId, userId: "" }));
  add(free, FIRST_FREE, "AVAILABLE", "");
  // As the carrier emulator names them (twilio/emulator/numbers), because an assignment changes the number there.
  const name = db.prepare("UPDATE numbers SET sid = ? WHERE number = ?");
  for (const number of users.free.slice(0, free === 0 ? 0 : undefined)) {
    if (number.startsWith(`+1${areaCode}`)) {
      name.run(`PN${createHash("sha256").update(number).digest("hex").slice(0, 32)}`, number);
    }
  }
  db.exec("UPDATE versions SET last = 1, pool = 1, assigned = 1, unassigned = 1; COMMIT");
  db.close();
}

/** The name of an object's file, as the local runtime makes it of the object's key. */
function objectId(key: string): string {
  const secret = createHash("sha256").update(`${WORKER}-${CLASS}`).digest();
  const hash = (data: string | Buffer) => createHmac("sha256", secret).update(data).digest().subarray(0, 16);
  const name = hash(key);
  return Buffer.concat([name, hash(name)]).toString("hex");
}
