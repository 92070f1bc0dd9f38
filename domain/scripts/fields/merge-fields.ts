/*
 * Names of merge fields (docs/rules.md#scripts-fields). What is typed finds what was uploaded: names are compared without case,
 * blanks, signs and accents, so {Polling Place}, {polling_place} and {POLLINGPLACE} are one field.
 */

/** Fields that every contact and texter has; each custom column of the upload is a field as well. */
export const STANDARD_FIELDS = [
  "firstName",
  "lastName",
  "cell",
  "zip",
  "state_code",
  "external_id",
  "external_id_type",
  "texterFirstName",
  "texterLastName",
  "texterAliasOrFirstName",
] as const;

export type StandardField = (typeof STANDARD_FIELDS)[number];

/** Other names of standard fields, as files and people have them. */
const ALSO: Partial<Record<StandardField, string>> = {
  firstName: "first fname givenname given forename",
  lastName: "last lname surname familyname",
  cell:
    "cellphone cellphonenumber cellnumber mobile mobilephone mobilephonenumber mobilenumber " +
    "phone phonenumber telephone telephonenumber tel",
  zip: "zipcode zip5 postalcode postcode postal",
  state_code: "state",
  external_id: "extid",
  external_id_type: "extidtype",
};

/** The same few names are compared for every contact. */
const keys = new Map<string, string>();
const MOST_KEYS = 5_000;

/** The form in which names are compared. Letters of every script count; case, accents, blanks and signs do not. */
export function fieldKey(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(name, key);
  return key;
}

const STANDARD_OF_KEY: ReadonlyMap<string, StandardField> = new Map(
  STANDARD_FIELDS.flatMap((field) =>
    [fieldKey(field), ...(ALSO[field]?.split(" ") ?? [])].map((key) => [key, field] as const),
  ),
);

/** The standard field of this name, or of one of its other names. */
export function standardField(name: string): StandardField | undefined {
  return STANDARD_OF_KEY.get(fieldKey(name));
}

/**
 * The known field that a typed name means: the one of exactly this name, else of the same letters, else a standard one by another
 * of its names; undefined when there is none.
 */
export function knownField(typed: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  if (names.includes(typed)) return typed;
  const key = fieldKey(typed);
  if (key === "") return undefined;
  return names.find((name) => fieldKey(name) === key) ?? STANDARD_OF_KEY.get(key);
}
