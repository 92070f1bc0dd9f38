import { describe, expect, test } from "vitest";
import { findColumns } from "./columns.ts";
import { meaningOf, wordsOf } from "./header-words.ts";

test.each([
  ["mZip5", "m zip 5"],
  ["MailingPostalCode__c", "mailing postal code"],
  ["RESIDENCEZIP", "residence zip"],
  ["Voter File VANID", "voter file van id"],
  ["can2_phone", "can 2 phone"],
  ["Código Postal", "codigo postal"],
])("%s has the words %s", (header, words) => {
  expect(wordsOf(header).join(" ")).toBe(words);
});

describe("headers by their words", () => {
  test.each([
    [
      "cell",
      "Cell_Phone|cellphone|CellPhone|MobilePhone|Mobile Number|mobile_phone|Best Cell|Preferred Phone|Primary Phone|can2_phone|SMS Number|Text Number|wireless_phone|vb.voterbase_phone_wireless|Home Phone|Work Phone|Phone 1|Phone Number (Primary)|Celular|Número de teléfono|Téléphone|CELLPHONENUMBER|WIRELESS|VoterTelephones_CellPhoneFormatted|Phone 1 - Value",
    ],
    [
      "zip",
      "mZip5|Zip5|primary_zip|Mailing Zip/Postal Code|MailingPostalCode|ResidenceZip|RESIDENTIAL_ZIP|registered_zip|zip_code|ZipOrPostal|Zip/Postal|Zip Code (Home)|address.zip|postal|VoterZip|ResZip5|Billing Zip|Zip 9|vb.tsmart_zip|regaddr_zip|Residence_Addresses_Zip|Address 1 - Postal Code",
    ],
    [
      "state_code",
      "mState|State/Province|Mailing State/Province|primary_state|can2_state_abbreviated|State Abbr|RESIDENTIAL_STATE|Home State|StateProvince|Province|vb.tsmart_state|Residence_Addresses_State|Address 1 - Region|ST",
    ],
    [
      "external_id",
      "Voter File VANID|VANID|van_id|nationbuilder_id|signup_nationbuilder_id|Contact ID|akid|user_id|uuid|DWID|StateFileID|State Voter ID|Constituent ID|id",
    ],
    [
      "firstName",
      "First|FIRSTNAME|first_name|fname|f_name|Given Name|Contact First Name|Nombre|First Name (Legal)|Voters_FirstName|vb.tsmart_first_name",
    ],
    ["lastName", "Last|LASTNAME|last_name|lname|Surname|Family Name|Apellidos|Voters_LastName|vb.tsmart_last_name"],
  ])("%s", (known, headers) => {
    for (const header of headers.split("|")) expect([header, meaningOf(header)?.known]).toEqual([header, known]);
  });

  test.each(
    (
      "mobile_opt_in|is_mobile_bad|Phone Type|Cell Phone Status|phone_bank_result|Phone Call Date|can2_sms_status|SMS Opt In|Spouse Cell|" +
      "Mother's Cell|Emergency Contact Phone|Fax|Landline|Zip4|mZip4|plus4|zip_plus_4|Polling Place Zip|Employer Zip Code Type|" +
      "State Senate|State House District|StateSenateDistrict|United States|First Vote|Last Contact|Last Vote Date|First Donation Amount|Spouse First Name|" +
      "Middle Name|Account ID|Household ID|Precinct ID|Account Name|Street Address|mAddress|City|country|Email|Organizer First Name|do_not_text"
    ).split("|"),
  )("%s is a column of the file's own", (header) => {
    expect(meaningOf(header)).toBeNull();
  });
});

describe("of several columns for one thing", () => {
  const mapped = (...headers: string[]) => {
    const found = findColumns(headers, 1);
    if (!found.ok) throw new Error(found.problem.message);
    return found;
  };
  test("the cell comes before the preferred phone, that before any other", () => {
    expect(mapped("Home Phone", "Work Phone", "Phone", "Preferred Phone", "Cell Phone").mapping.cell).toBe(4);
    expect(mapped("Home Phone", "Work Phone", "Phone", "Preferred Phone").mapping.cell).toBe(3);
    expect(mapped("Home Phone", "Work Phone", "Phone").mapping.cell).toBe(2);
    expect(mapped("Work Phone", "Home Phone").mapping.cell).toBe(1);
    expect(mapped("Phone 2", "Phone 1").mapping.cell).toBe(1);
  });

  test("mail's place comes before the home's and the register's, which fill its gaps", () => {
    const { mapping, instead, custom } = mapped("Cell", "VotingZip", "Work Zip", "Home Zip", "Mailing Zip");
    expect([mapping.zip, instead.zip]).toEqual([4, [3, 1]]);
    expect(custom.map(({ name }) => name)).toEqual(["VotingZip", "Work Zip", "Home Zip"]);
  });

  test("a person's choice takes that column alone", () => {
    const found = findColumns(["Cell", "Home Zip", "Mailing Zip"], 1, { zip: 1 });
    expect(found).toMatchObject({ ok: true, mapping: { zip: 1 }, instead: {} });
  });

  test("a second column of a standard field's name is kept under another one", () => {
    expect(mapped("cell", "zip", "Mailing Zip").custom).toEqual([{ name: "zip 2", index: 1 }]);
  });
});
