import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSecrets } from "./secrets.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whistlestop-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("secrets are made once and kept, so that people stay signed in over a restart", () => {
  const first = loadSecrets(folder);
  expect(loadSecrets(folder)).toEqual(first);
  expect(first.SESSION_SECRET).toMatch(/^[0-9a-f]{64}$/);
  expect(first.TWILIO_ACCOUNT_SID).toMatch(/^AC[0-9a-f]{32}$/);
});

test("two installations share no secret", () => {
  const [one, other] = [loadSecrets(folder), loadSecrets(mkdtempSync(join(folder, "other-")))];
  for (const name of Object.keys(one) as (keyof typeof one)[]) expect(other[name]).not.toBe(one[name]);
});

test("nobody else on the machine reads them, also after somebody has loosened the file", () => {
  loadSecrets(folder);
  chmodSync(join(folder, "secrets.json"), 0o644);
  loadSecrets(folder);
  expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
});

test("a secret that a later version needs is added to those that are there", () => {
  writeFileSync(join(folder, "secrets.json"), JSON.stringify({ SETUP_TOKEN: "as it was" }));
  const { SETUP_TOKEN, SESSION_SECRET } = loadSecrets(folder);
  expect(SETUP_TOKEN).toBe("as it was");
  expect(JSON.parse(readFileSync(join(folder, "secrets.json"), "utf8"))).toMatchObject({ SETUP_TOKEN, SESSION_SECRET });
});
