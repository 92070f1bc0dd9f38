/*
 * Zip codes and the zones of the places that they serve. The first three digits name a sorting centre (USPS labeling list
 * L002); where a boundary of 49 CFR Part 71 runs through its area, both zones stand here, except for single zip codes that
 * are known to lie on one side. Put together by hand in November 2026; where the sources leave a doubt, both zones stand.
 */

/** Ranges of the first three digits, "from-to" or one. What stands in no range is not known (military mail, unused). */
const BY_ZONES: Readonly<Record<string, string>> = {
  ny:
    "005 010-069 070-089 100-323 326-339 341-342 344 346-347 349 374 376 379 378 398-399 " +
    "400 402-418 425 430-459 480-497",
  pr: "006-007 009",
  vi: "008",
  nych: "324 373 377 401 426-427 498-499",
  ch:
    "325 350-352 354-372 380-397 420-424 500-516 520-528 530-532 534-535 537-551 553-567 570-573 580-584 " +
    "600-620 622-631 633-641 644-658 660-662 664-676 679-681 683-689 700-701 703-708 710-714 716-731 733-741 743-770 772-797",
  in: "460-462 466-468 470 472-474 478",
  inch: "463-465 469 471 475-477 479",
  chdn: "574-576 585-588 677-678 690-692 798",
  dn: "577 590-599 693 799 800-816 820-831 840-847 870-871 873-875 877-884 885",
  bo: "832-834 836-837",
  bola: "835",
  labo: "979",
  la: "838 889-891 893-895 897 900-908 910-928 930-961 970-978 980-986 988-994",
  ladn: "898",
  px: "850-853 855-857 859 863-864",
  pxdn: "860 865",
  an: "995-999",
  hn: "967-968",
};

/** The Navajo Nation's own offices in Arizona, and other places on the far side of their neighbours. */
const SINGLE: Readonly<Record<string, string>> = {
  dn:
    "86033 86044 86053 86054 86503 86504 86505 86507 86508 86510 86511 86514 86515 86520 86535 86538 86540 " +
    "86544 86545 86547 86556 " +
    // El Paso and Hudspeth counties, West Wendover.
    "79821 79835 79836 79837 79838 79839 79847 79849 79851 79853 89883",
  ch: "79830 79831 79832 79834 79842 79843 79845 79846 79848 79852 79854 79855",
  px: "86001 86002 86003 86004 86005 86011 86015 86017 86018 86023 86024 86036 86038 86040 86046 86052",
  la: "89801 89802 89803 89815 89820",
  gu: "96910 96912 96913 96915 96916 96917 96919 96921 96923 96928 96929 96931 96932",
  sa: "96950 96951 96952",
  pp: "96799",
  ad: "99546 99547",
};

const byPrefix: (string | undefined)[] = [];
for (const [zones, ranges] of Object.entries(BY_ZONES)) {
  for (const range of ranges.split(" ")) {
    const [from = 0, to = from] = range.split("-").map(Number);
    for (let prefix = from; prefix <= to; prefix += 1) byPrefix[prefix] = zones;
  }
}
const single = new Map(
  Object.entries(SINGLE).flatMap(([zones, codes]) => codes.split(" ").map((code) => [code, zones] as const)),
);

/** Canadian postal codes by their first letters, the longest that fit: Canada Post's districts. */
const BY_POSTAL_LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    // Newfoundland; elsewhere under A may be Labrador, most of which keeps Atlantic time.
    sj: "A1 A5 A8",
    sjhx: "A",
    hx: "B C E",
    tohx: "G",
    to: "H J K L M N",
    towp: "P",
    wp: "R",
    rged: "S",
    edrg: "T",
    vaeddc: "V",
    vadc: "V3 V5 V6 V8 V9",
    dnwpiq: "X",
    wh: "Y",
  }).flatMap(([zones, letters]) => letters.split(" ").map((start) => [start, zones] as const)),
);

/** undefined for what is no zip or postal code, or one whose place we do not know. */
export function zonesOfZip(zip: string): string | undefined {
  if (!/^\d{5}$/.test(zip)) return zonesOfPostalCode(zip);
  return single.get(zip) ?? byPrefix[Number(zip.slice(0, 3))];
}

function zonesOfPostalCode(typed: string): string | undefined {
  const code = typed.toUpperCase();
  if (!/^[A-Z]\d[A-Z] ?-?\d[A-Z]\d$/.test(code)) return undefined;
  return BY_POSTAL_LETTERS.get(code.slice(0, 2)) ?? BY_POSTAL_LETTERS.get(code.slice(0, 1));
}
