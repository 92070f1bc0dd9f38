/** Secrets of a local installation: made once, kept beside its data, readable by its owner only. */
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Secrets = {
  SESSION_SECRET: string;
  SETUP_TOKEN: string;
  CARRIER_ACCOUNTS_KEY: string;
  TWILIO_ACCOUNT_SID: string;
  TWILIO_AUTH_TOKEN: string;
};

export function loadSecrets(folder: string): Secrets {
  const file = join(folder, "secrets.json");
  const fresh: Secrets = {
    SESSION_SECRET: randomHex(32),
    SETUP_TOKEN: randomHex(24),
    CARRIER_ACCOUNTS_KEY: Buffer.from(randomHex(32), "hex").toString("base64"),
    TWILIO_ACCOUNT_SID: `AC${randomHex(16)}`,
    TWILIO_AUTH_TOKEN: randomHex(16),
  };
  // What a later version needs beside what is kept is added.
  const kept = existsSync(file) ? readSecrets(file) : {};
  const secrets = { ...fresh, ...kept };
  // Whole or not at all: a file that a kill has torn would lock everybody out.
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
  return secrets;
}

function readSecrets(file: string): Partial<Secrets> {
  try {
    // Written above only.
    return JSON.parse(readFileSync(file, "utf8")) as Partial<Secrets>;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${file} cannot be read (${why}). Restore it from a copy, or delete it: everybody then has to sign in again, and carrier accounts have to be entered again.`,
      { cause: error },
    );
  }
}

function randomHex(bytes: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("hex");
}
