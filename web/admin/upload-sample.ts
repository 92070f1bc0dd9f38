import type { UploadPreview } from "../../domain/contact-upload.ts";

/** The chosen file's first contacts as merge-field values, for the script's preview. */
export type UploadSample = { fields: string[]; contacts: Record<string, string>[] };

/** Merge fields by the columns of a preview; the same names as in texts. */
export function sampleOf({ headers, mapping, customColumns, sampleRows }: UploadPreview): UploadSample {
  const columns = new Map<string, number>();
  for (const name of customColumns) columns.set(name, headers.indexOf(name));
  for (const name of ["firstName", "lastName", "cell", "external_id"] as const) {
    const index = mapping[name];
    if (index !== undefined) columns.set(name, index);
  }
  const contacts = sampleRows.map((row) => {
    const values: Record<string, string> = {};
    for (const [name, index] of columns) values[name] = row[index]?.trim() ?? "";
    return values;
  });
  return { fields: [...customColumns], contacts };
}
