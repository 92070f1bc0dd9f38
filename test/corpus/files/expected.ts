/** What the rows of each file of this folder are. Missing values are left out. */
export type ExpectedContact = {
  cell: string;
  first?: string;
  last?: string;
  zip?: string;
  state?: string;
  id?: string;
  /** Some of the merge fields. */
  fields?: Record<string, string>;
  /** Names that the contact has no value for. */
  without?: string[];
};

export const EXPECTED: Readonly<Record<string, readonly ExpectedContact[]>> = {
  "van-my-voters.txt": [
    {
      cell: "+16175550101",
      first: "Mary-Jane",
      last: "O'Neil",
      zip: "02139",
      state: "MA",
      id: "100234567",
      fields: { "Voter File VANID": "100234567", PrecinctName: "Ward 2-1", mZip4: "0012", Zip5: "02143" },
    },
    // No mail goes elsewhere: the place is that of the register.
    { cell: "+16175550102", first: "JOSÉ", last: "GARCÍA", zip: "01902", state: "MA", id: "100234568" },
  ],
  "everyaction-contacts.csv": [
    { cell: "+15035550111", first: "Ana", last: "Lee", zip: "97203", state: "OR", id: "101778001" },
    { cell: "+15035550112", first: "Bob", last: "Ray", zip: "97203", state: "OR", id: "101778002" },
  ],
  "nationbuilder-people.csv": [
    {
      cell: "+13125550122",
      first: "Zoë",
      last: "Kim",
      zip: "60601",
      state: "IL",
      id: "40211",
      fields: { phone_number: "+1 (312) 555-0121", mobile_opt_in: "true", tag_list: "volunteer, host" },
    },
    // "Null" is a family.
    { cell: "+17875550123", first: "Pat", last: "Null", zip: "00901", state: "PR", id: "40212" },
  ],
  "salesforce-report.csv": [
    {
      cell: "+14155550131",
      first: "Ana",
      last: "de la Cruz",
      zip: "94110",
      state: "CA",
      id: "0035g00000AbCdEAAX",
      fields: { "Mailing Street": "12 Valencia St\nUnit 4", "Mailing Zip/Postal Code": "94110-1234" },
    },
    { cell: "+14155550132", first: "Ben", last: "Ōta", zip: "94114", state: "CA", id: "0035g00000AbCdFAAX" },
  ],
  "actionkit-users.csv": [
    { cell: "+14805550141", first: "Ana", last: "Lee", zip: "85004", state: "AZ", fields: { plus4: "0021" } },
    { cell: "+18085550142", first: "Ben", last: "Nan", zip: "96813", state: "HI" },
  ],
  "action-network-activists.csv": [
    {
      cell: "+12125550151",
      first: "Ana",
      zip: "10001",
      state: "NY",
      id: "0b6f4a7e-3a60-4f5c-9f6a-2a5d6a0f9a11",
      fields: { can2_sms_status: "subscribed", can2_phone: "12125550151" },
    },
    { cell: "+12125550152", first: "Ben", state: "NY", id: "0b6f4a7e-3a60-4f5c-9f6a-2a5d6a0f9a12" },
  ],
  "state-voter-file.csv": [
    {
      cell: "+16145550161",
      first: "ANA",
      zip: "43004",
      state: "OH",
      id: "OH0012345678",
      fields: { STATE_SENATE_DISTRICT: "15", STATE_VOTER_ID: "OH0012345678" },
    },
    { cell: "+12165550162", first: "BOB", zip: "44101", state: "OH", id: "OH0012345679" },
  ],
  "spreadsheet-exports.csv": [
    {
      cell: "+12025550171",
      first: "Ana",
      zip: "20001",
      state: "DC",
      id: "000123",
      fields: { Precinct: "12", Notes: "=1+1" },
    },
    { cell: "+12025550172", first: "Ben", zip: "20002", id: "1002", fields: { Precinct: "3" }, without: ["Notes"] },
    { cell: "+12025550173", first: "Cy", zip: "02139", state: "MA", id: "0045", without: ["Precinct"] },
    { cell: "+12025550174", first: "Dee", zip: "99999", state: "Wsahington", id: "1004", without: ["Notes"] },
  ],
  "database-dump.csv": [
    { cell: "+12125550181", first: "Ana", zip: "10001", fields: { city: "New York" } },
    { cell: "+12125550182", last: "Lee", state: "NY", without: ["city"] },
    // In a file of such words, nobody is called Nan.
    { cell: "+12125550183", last: "Goldin", zip: "10003", without: ["city"] },
  ],
};
