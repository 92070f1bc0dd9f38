import { expect, test } from "vitest";
import { migratedSql } from "../testing/node-sql.ts";
import { ORGANIZATION_MIGRATIONS } from "./schema.ts";
import { AutomaticTextsCopy } from "./texts.ts";

test("an organization's texts are the defaults until it gets others, and then the newest copy, also over a restart", () => {
  const sql = migratedSql(ORGANIZATION_MIGRATIONS);
  const texts = new AutomaticTextsCopy(sql);
  expect(texts.get().confirmation).toContain("unsubscribed");
  expect(texts.get().translations?.es).toContain("baja");
  texts.set({ version: 2, confirmation: "Bye.", help: "Hi.", translations: { es: "Adiós." } });
  texts.set({ version: 1, confirmation: "Old.", help: "Old." });
  expect(new AutomaticTextsCopy(sql).get()).toEqual({
    confirmation: "Bye.",
    help: "Hi.",
    translations: { es: "Adiós." },
  });
});
