import type { TextEncoding } from "../../../domain/contacts/file/encoding.ts";
import { Field } from "./field.tsx";

const NAMES: Readonly<Record<TextEncoding, string>> = {
  "utf-8": "UTF-8 (most files)",
  "windows-1252": "Windows, Western European",
  "mac-roman": "Older Mac",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16, big endian",
};

/** How the bytes of a file are read as letters. @param encoding as it is read now */
export function EncodingChoice({
  encoding,
  onChoose,
}: {
  encoding: TextEncoding;
  onChoose(chosen: TextEncoding): void;
}) {
  return (
    <Field label="File encoding" hint="If accented letters look wrong, try another one.">
      {(described) => (
        <select
          {...described}
          class="input"
          value={encoding}
          // The options are the keys of NAMES.
          onChange={({ currentTarget: { value } }) => onChoose(value as TextEncoding)}
        >
          {Object.entries(NAMES).map(([each, name]) => (
            <option key={each} value={each} dir="auto">
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
