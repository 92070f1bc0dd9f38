/** Canned responses from a CSV file: columns title, text and labels, in any order (RFC 4180; comma, semicolon or tab). */

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

/** Every row is either a response or a problem with its line; rows with a problem are left out. */
export function readResponses(file: string): ResponseUpload {
  const text = file.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  const firstLine = text.slice(0, text.indexOf("\n") < 0 ? text.length : text.indexOf("\n"));
  const delimiter = [",", ";", "\t"].reduce((best, each) =>
    firstLine.split(each).length > firstLine.split(best).length ? each : best,
  );
  const [header, ...rows] = recordsOf(text, delimiter);
  const columns = (header?.fields ?? []).map((name) => COLUMNS[name.trim().toLowerCase()]);
  const at = { title: columns.indexOf("title"), text: columns.indexOf("text"), labels: columns.indexOf("labels") };
  const missing = (["title", "text"] as const).filter((column) => at[column] < 0);
  if (missing.length > 0) {
    const message = `The first line has to name the columns; there is no column ${missing.join(" and no column ")}.`;
    return { responses: [], problems: [{ line: 1, message }] };
  }
  const upload: ResponseUpload = { responses: [], problems: [] };
  const titles = new Map<string, number>();
  for (const { line, fields, isBroken } of rows) {
    if (fields.every((field) => field.trim() === "")) continue;
    const title = (fields[at.title] ?? "").trim();
    const response = (fields[at.text] ?? "").trim();
    const twin = titles.get(title.toLowerCase());
    const message = isBroken
      ? "A quote is opened and never closed; the rest of the file could not be read."
      : title === ""
        ? "The title is missing."
        : title.length > MOST_TITLE
          ? `The title has ${title.length} characters; at most ${MOST_TITLE} fit.`
          : twin !== undefined
            ? `The title “${title}” is already on line ${twin}.`
            : response === ""
              ? "The text is missing."
              : response.length > MOST_TEXT
                ? `The text has ${response.length} characters; at most 1,600 are allowed.`
                : null;
    if (message !== null) {
      upload.problems.push({ line, message });
      continue;
    }
    titles.set(title.toLowerCase(), line);
    const names = (fields[at.labels] ?? "").split(/[,;|]/).map((name) => name.trim());
    const labels = [...new Set(names.filter((name) => name !== ""))];
    upload.responses.push({ line, title, text: response, labels });
  }
  return upload;
}

type CsvRow = { line: number; fields: string[]; isBroken: boolean };

/** Records with the line that each begins on; the last one is broken when its quote is never closed. */
function recordsOf(text: string, delimiter: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let [line, row, field, isQuoted] = [1, { line: 1, fields: [] as string[], isBroken: false }, "", false];
  const endField = () => {
    row.fields.push(field);
    field = "";
  };
  const endRow = () => {
    endField();
    rows.push(row);
    row = { line, fields: [], isBroken: false };
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\n") line += 1;
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"' && field.trim() === "") [isQuoted, field] = [true, ""];
    else if (character === delimiter) endField();
    else if (character === "\n") endRow();
    else field += character;
  }
  if (isQuoted) row.isBroken = true;
  if (field !== "" || row.fields.length > 0 || isQuoted) endRow();
  return rows;
}
