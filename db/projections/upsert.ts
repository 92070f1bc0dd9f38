/** Versioned upserts of many rows by one statement with one parameter: the rows as a JSON list of objects. */

/** `time` is epoch milliseconds on the way and timestamptz in the table. */
type ColumnType = "text" | "bigint" | "integer" | "boolean" | "jsonb" | "time";

/**
 * @param columns of the table, by name; a row's field has the name of its column unless `from` says otherwise
 * @param update `DO UPDATE …`; by default all columns but the key, organization and campaign, if the version is higher
 */
export function upsert(
  table: string,
  key: string[],
  columns: Record<string, ColumnType>,
  { from = {}, update }: { from?: Record<string, string>; update?: string } = {},
): string {
  const names = Object.keys(columns);
  const field = (name: string) => from[name] ?? name;
  const version = names.find((name) => field(name) === "version");
  const recordset = names.map((name) => `${field(name)} ${columns[name] === "time" ? "bigint" : columns[name]}`);
  const selected = names.map((name) =>
    columns[name] === "time" ? `to_timestamp(r.${field(name)} / 1000.0)` : `r.${field(name)}`,
  );
  const fixed = new Set([...key, "org_id", "campaign_id"]);
  const set = names.filter((name) => !fixed.has(name)).map((name) => `${name} = excluded.${name}`);
  return `INSERT INTO ${table} AS t (${names.join(", ")})
SELECT ${selected.join(", ")} FROM jsonb_to_recordset($1::jsonb) AS r(${recordset.join(", ")})
ON CONFLICT (${key.join(", ")}) DO UPDATE ${update ?? `SET ${set.join(", ")} WHERE excluded.${version} > t.${version}`}`;
}
