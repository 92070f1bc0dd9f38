/**
 * Canned responses from a CSV file: columns title, text and labels, in any order. Read by the reader of all uploads
 * (domain/contacts/file/).
 */
import { unguarded } from "../contacts/file/guard.ts";
import { readTable } from "../contacts/file/table.ts";

type UploadedResponse = { line: number; title: string; text: string; /** By name. */ labels: string[] };
type ResponseProblem = { line: number; message: string };
export type ResponseUpload = { responses: UploadedResponse[]; problems: ResponseProblem[] };

const COLUMNS: Readonly<Record<string, "title" | "text" | "labels">> = {
  title: "title",
  name: "title",
  text: "text",
  body: "text",
  response: "text",
  message: "text",
  labels: "labels",
  label: "labels",
  tags: "labels",
};
const MOST_TITLE = 200;
const MOST_TEXT = 1600;

function columnsOf(fields: readonly string[]) {
  return fields.map((name) => COLUMNS[unguarded(name.trim()).toLowerCase()]);
}

/** Every row is either a response or a problem with its line; rows with a problem are left out. */
export function readResponses(file: string): ResponseUpload {
  const [header, ...rows] = readTable(file, (fields) => {
    const named = columnsOf(fields);
    return named.includes("title") && named.includes("text");
  }).records;
  const columns = columnsOf(header?.fields ?? []);
  const at = { title: columns.indexOf("title"), text: columns.indexOf("text"), labels: columns.indexOf("labels") };
  const missing = (["title", "text"] as const).filter((column) => at[column] < 0);
  if (missing.length > 0) {
    const message = `The first line has to name the columns. A column named ${missing.map((column) => `“${column}”`).join(" and one named ")} is missing.`;
    return { responses: [], problems: [{ line: 1, message }] };
  }
  const upload: ResponseUpload = { responses: [], problems: [] };
  const titles = new Map<string, number>();
  for (const { line, fields } of rows) {
    const valueAt = (index: number) => unguarded((fields?.[index] ?? "").trim());
    const title = valueAt(at.title);
    const response = valueAt(at.text);
    const twin = titles.get(title.toLowerCase());
    const isTooLong = fields?.slice(columns.length).some((field) => field.trim() !== "");
    const message = !fields
      ? 'The quotes on this line do not match. Double the quotes inside a value ("").'
      : isTooLong
        ? "This row has more values than there are columns. Put quotes around a text that contains commas."
        : title === ""
          ? "The title is missing."
          : title.length > MOST_TITLE
            ? `The title has ${title.length} characters. At most ${MOST_TITLE} are possible.`
            : twin !== undefined
              ? `The title “${title}” is already on line ${twin}.`
              : response === ""
                ? "The text is missing."
                : response.length > MOST_TEXT
                  ? `The text has ${response.length} characters. At most 1,600 are possible.`
                  : null;
    if (message !== null) {
      upload.problems.push({ line, message });
      continue;
    }
    titles.set(title.toLowerCase(), line);
    const names = valueAt(at.labels)
      .split(/[,;|]/)
      .map((name) => name.trim());
    const labels = [...new Set(names.filter((name) => name !== ""))];
    upload.responses.push({ line, title, text: response, labels });
  }
  return upload;
}
