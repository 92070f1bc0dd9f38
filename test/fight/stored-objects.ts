/** The objects of a running installation, as they are on its disk. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StoredObject } from "../world/oracles/numbers/inventory-books.ts";

export type OpenedObjects = { objects: Map<string, StoredObject>; close: () => void };

/** @param folder of the Worker; only objects that have to do with numbers */
export function readStoredObjects(folder: string): OpenedObjects {
  const databases: DatabaseSync[] = [];
  const objects = new Map<string, StoredObject>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".sqlite")) continue;
    const database = new DatabaseSync(join(folder, name), { readOnly: true });
    databases.push(database);
    const look = <Row>(query: string, ...params: (string | number | null)[]): Row[] =>
      // The caller names the row's shape.
      database.prepare(query).all(...params) as Row[];
    const has = (table: string) =>
      look("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", table).length > 0;
    const named = nameOf(has, look);
    if (named) objects.set(`${named.className} ${named.key}`, { ...named, storage: { has, look } });
  }
  return {
    objects,
    close: () => {
      for (const database of databases) database.close();
    },
  };
}

/** The name of a file is a hash of the object's name: its tables say what it is. */
function nameOf(has: StoredObject["storage"]["has"], look: StoredObject["storage"]["look"]) {
  if (has("area_codes")) return { className: "NumberPool", key: "shared" };
  if (has("reservations")) {
    const [row] = look<{ number: string }>("SELECT number FROM numbers LIMIT 1");
    return row ? { className: "NumberInventory", key: `shared:${row.number.slice(2, 5)}` } : null;
  }
  if (has("own_services")) {
    const [row] = look<{ json: string }>("SELECT json FROM info WHERE id = 1");
    // The object's own row.
    const { campaignId } = JSON.parse(row?.json ?? "{}") as { campaignId?: string };
    return campaignId === undefined ? null : { className: "Campaign", key: campaignId };
  }
  return null;
}
