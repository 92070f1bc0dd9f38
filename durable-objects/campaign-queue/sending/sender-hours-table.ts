/** What became of a sending number's texts in an hour, as it was recorded last (sender-hours.ts). */
export const SENDER_HOURS_MIGRATION = `
  CREATE TABLE sender_hours (
    sender TEXT NOT NULL,
    hour INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (sender, hour)
  ) STRICT, WITHOUT ROWID;
`;
