/**
 * Rows that an import leaves out, stored until the next import. In blocks, because single rows would cost up to a
 * million writes; one block is also one page of a download.
 */
import { jsonBatches } from "../../kit/storage/batches.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { UploadedContact, Upload } from "../../../domain/contacts/contact-upload.ts";

export type Refused = { line: number; reason: string; message: string; raw: string[] };

/** Of a row that is longer, the rest is cut: it is refused for its length, and read in the file itself. */
const ROW_CHARACTERS = 30_000;

/** @param chunk number of the file's chunk that they are from; writing it again replaces it */
export function storeRefused(sql: Sql, importId: string, chunk: number, rows: readonly Refused[]): void {
  let part = 0;
  for (const { json } of jsonBatches(rows, {}, (row) => JSON.stringify({ ...row, raw: cut(row.raw) }))) {
    sql.run(
      "INSERT INTO refused_blocks (import_id, chunk, part, rows) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      importId,
      chunk,
      part,
      json,
    );
    part += 1;
  }
}

function cut(raw: string[]): string[] {
  let left = ROW_CHARACTERS;
  if (raw.reduce((characters, value) => characters + value.length, 0) <= left) return raw;
  return raw.map((value) => {
    const kept = value.length > left ? `${value.slice(0, left)}…` : value;
    left = Math.max(0, left - value.length);
    return kept;
  });
}

/** One page in order of the file. @param after what the page before gave as `next`; "" for the first */
export function refusedPage(
  sql: Sql,
  importId: string,
  after: string,
): { rows: Refused[]; headers: string[]; next: string | null } {
  const work = sql.scalar<string>("SELECT work FROM imports WHERE id = ?", importId);
  // Written by `saveImport`.
  const headers = work === null ? [] : ((JSON.parse(work) as { upload: Upload | null }).upload?.headers ?? []);
  const [chunk = 0, part = -1] = after === "" ? [] : after.split(".").map(Number);
  const block = sql.one<{ chunk: number; part: number; rows: string }>(
    "SELECT chunk, part, rows FROM refused_blocks WHERE import_id = ? AND (chunk, part) > (?, ?) ORDER BY chunk, part LIMIT 1",
    importId,
    chunk,
    part,
  );
  if (!block) return { rows: [], headers, next: null };
  // Written by `storeRefused`.
  return { rows: JSON.parse(block.rows) as Refused[], headers, next: `${block.chunk}.${block.part}` };
}

/** Only the last import's are kept. */
export function dropRefusedBut(sql: Sql, importId: string): void {
  sql.run("DELETE FROM refused_blocks WHERE import_id <> ?", importId);
}

/** The row's values by the header's columns, as far as the contact has them. */
export function rawOf(upload: Upload | null, row: UploadedContact | undefined): string[] {
  if (upload === null || row === undefined) return [];
  const { mapping } = upload;
  const raw = upload.headers.map(() => "");
  const put = (index: number | undefined, value: string) => {
    if (index !== undefined) raw[index] = value;
  };
  put(mapping.cell, row.cell);
  put(mapping.firstName, row.firstName);
  put(mapping.lastName, row.lastName);
  put(mapping.external_id, row.externalId);
  put(mapping.external_id_type, row.externalIdType);
  put(mapping.state_code, row.stateCode);
  put(mapping.zip, row.zip);
  for (const { name, index } of [...upload.custom, ...(upload.alsoNamed ?? [])]) put(index, row.custom[name] ?? "");
  return raw;
}
