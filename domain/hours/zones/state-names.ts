/*
 * Names and abbreviations of states, territories and provinces, as files of contacts have them: the postal code, the name (also
 * in Spanish, and in French for Canada), the abbreviations of newspapers and of older forms. Compared without blanks, dots and
 * accents and in capitals, so "N. Mex.", "n mex" and "NMEX" are one.
 */

const NAMES: Readonly<Record<string, string>> = {
  AL: "Alabama|Ala",
  AK: "Alaska|Alas",
  AZ: "Arizona|Ariz",
  AR: "Arkansas|Ark",
  CA: "California|Calif|Cal|Cali",
  CO: "Colorado|Colo|Col",
  CT: "Connecticut|Conn",
  DE: "Delaware|Del",
  DC: "District of Columbia|Dist of Columbia|Washington DC|Wash DC|Distrito de Columbia",
  FL: "Florida|Fla|Flor",
  GA: "Georgia",
  HI: "Hawaii|Hawai‘i|Hawai'i|Haw|Hawái",
  ID: "Idaho|Ida",
  IL: "Illinois|Ill|Ills",
  IN: "Indiana|Ind",
  IA: "Iowa|Ioa",
  KS: "Kansas|Kan|Kans",
  KY: "Kentucky|Ken|Kent",
  LA: "Louisiana|Luisiana|Lou",
  ME: "Maine",
  MD: "Maryland|Mary",
  MA: "Massachusetts|Mass",
  MI: "Michigan|Mich",
  MN: "Minnesota|Minn",
  MS: "Mississippi|Miss|Misisipi",
  MO: "Missouri|Misuri",
  MT: "Montana|Mont",
  NE: "Nebraska|Neb|Nebr",
  NV: "Nevada|Nev",
  NH: "New Hampshire|N Hamp|N Hampshire|Nuevo Hampshire|Nueva Hampshire",
  NJ: "New Jersey|N Jersey|Nueva Jersey",
  NM: "New Mexico|N Mex|New Mex|N Mexico|Nuevo México|Nuevo Méjico",
  NY: "New York|N York|New York State|NYS|Nueva York",
  NC: "North Carolina|N Carolina|No Carolina|N Car|Carolina del Norte",
  ND: "North Dakota|N Dakota|No Dakota|N Dak|NoDak|Dakota del Norte",
  OH: "Ohio|O",
  OK: "Oklahoma|Okla",
  OR: "Oregon|Oreg|Ore|Oregón",
  PA: "Pennsylvania|Penn|Penna|Pensilvania",
  RI: "Rhode Island|Rhode Isl|R Island|Rhode Island and Providence Plantations",
  SC: "South Carolina|S Carolina|So Carolina|S Car|Carolina del Sur",
  SD: "South Dakota|S Dakota|So Dakota|S Dak|SoDak|Dakota del Sur",
  TN: "Tennessee|Tenn|Tenesí",
  TX: "Texas|Tex|Tejas",
  UT: "Utah",
  VT: "Vermont|Verm",
  VA: "Virginia|Virg",
  WA: "Washington|Wash|Washn|Washington State",
  WV: "West Virginia|W Virginia|W Va|West Va|Virginia Occidental|Virginia del Oeste",
  WI: "Wisconsin|Wis|Wisc",
  WY: "Wyoming|Wyo",
  PR: "Puerto Rico|Porto Rico|P Rico",
  VI: "Virgin Islands|US Virgin Islands|US Virgin Is|USVI|Virgin Is|Islas Vírgenes|United States Virgin Islands",
  GU: "Guam",
  MP: "Northern Mariana Islands|Northern Marianas|Northern Mariana Is|N Mariana Islands|CNMI|Mariana Islands",
  AS: "American Samoa|Amer Samoa|Am Samoa",
  AB: "Alberta|Alta|Alb",
  BC: "British Columbia|Brit Columbia|Colombie-Britannique|CB",
  MB: "Manitoba|Man",
  NB: "New Brunswick|Nouveau-Brunswick|N Bruns",
  NL: "Newfoundland and Labrador|Newfoundland & Labrador|Newfoundland|Labrador|Nfld|Nfld & Lab|NF|Terre-Neuve|Terre-Neuve-et-Labrador|TNL",
  NS: "Nova Scotia|Nouvelle-Écosse|N Scotia",
  NT: "Northwest Territories|Northwest Territory|NWT|Territoires du Nord-Ouest|TNO",
  NU: "Nunavut|Nvt",
  ON: "Ontario|Ont",
  PE: "Prince Edward Island|PEI|Île-du-Prince-Édouard|Pr Edward Island|IPE",
  QC: "Quebec|Québec|Que|PQ",
  SK: "Saskatchewan|Sask",
  YT: "Yukon|Yukon Territory|YK|Yuk",
};

/** "Texas"; a code that is none stays itself. */
export function stateName(state: string): string {
  return NAMES[state]?.split("|")[0] ?? state;
}

/** The form in which two spellings are compared. */
export function plainLetters(text: string): string {
  return text
    .normalize("NFKD")
    .toUpperCase()
    .replace(/&/g, "AND")
    .replace(/[^A-Z]/g, "");
}

const BY_SPELLING: ReadonlyMap<string, string> = new Map(
  Object.entries(NAMES).flatMap(([state, names]) =>
    [state, ...names.split("|")].map((name) => [plainLetters(name), state] as const),
  ),
);

/** A state's postal code by any of its names or abbreviations; undefined if it is none. */
export function stateOfName(name: string): string | undefined {
  return BY_SPELLING.get(plainLetters(name));
}
