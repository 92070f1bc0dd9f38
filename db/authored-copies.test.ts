import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../domain/ids.ts";
import type { CopyName } from "../domain/organization/authored-copies.ts";
import { openRealTestDatabase, openTestDatabase } from "../tools/local/postgres/neon-test-database.ts";
import type { TestDatabase } from "../tools/local/postgres/neon-test-database.ts";
import { confirmCopy, noteChange, readVersion, takeDueCopies } from "./authored-copies.ts";
import { authoredCopies } from "./schema/authored-copies.ts";
import { organizations } from "./schema/organization.ts";

describe.each<[string, () => Promise<TestDatabase | null>]>([
  ["PGlite", openTestDatabase],
  ["PostgreSQL", openRealTestDatabase],
])("on %s", (_, open) => {
  let opened: TestDatabase | null = null;
  beforeAll(async () => void (opened = await open()));
  afterAll(() => opened?.close());

  /** null where no PostgreSQL is installed. */
  async function aCopy() {
    if (!opened) return null;
    const { db } = opened;
    const orgId = newId("o");
    await db.insert(organizations).values({ id: orgId, name: "Org" });
    const name: CopyName = { subject: "rules", key: orgId, orgId };
    const due = async () => (await takeDueCopies(db, 100, orgId)).map(({ subject }) => subject);
    const later = () =>
      db
        .update(authoredCopies)
        .set({ dueAt: new Date(0) })
        .where(eq(authoredCopies.orgId, orgId));
    return { db, orgId, name, due, later };
  }

  test("each change has a higher version than the ones that committed before it, also at once", async () => {
    const copy = await aCopy();
    if (!copy) return;
    const { db, name } = copy;
    await noteChange(db, name);
    const first = await readVersion(db, name);
    expect(first).toBeGreaterThan(1_700_000_000_000_000);
    expect(Number.isSafeInteger(first)).toBe(true);
    const noted = await Promise.all(
      Array.from({ length: 20 }, () => noteChange(db, name).returning({ version: authoredCopies.version })),
    );
    const versions = noted.map(([row]) => row?.version ?? 0);
    expect(new Set(versions).size).toBe(20);
    expect(Math.min(...versions)).toBeGreaterThan(first);
    expect(await readVersion(db, name)).toBe(Math.max(...versions));
  });

  test("a clock that went back does not take a version back", async () => {
    const copy = await aCopy();
    if (!copy) return;
    const { db, name } = copy;
    await noteChange(db, name);
    const far = 8_000_000_000_000_000;
    await db.update(authoredCopies).set({ version: far }).where(eq(authoredCopies.key, name.key));
    await noteChange(db, name);
    expect(await readVersion(db, name)).toBe(far + 1);
  });

  test("a change that fails notes nothing, and neither without the other", async () => {
    const copy = await aCopy();
    if (!copy) return;
    const { db, name, orgId } = copy;
    const change = db.update(organizations).set({ name: "Changed" }).where(eq(organizations.id, orgId));
    const failing = db.insert(organizations).values({ id: orgId, name: "Taken" });
    await expect(db.batch([change, noteChange(db, name), failing])).rejects.toThrow();
    expect(await readVersion(db, name)).toBe(0);
    const [row] = await db.select({ name: organizations.name }).from(organizations).where(eq(organizations.id, orgId));
    expect(row).toEqual({ name: "Org" });
  });

  test("a copy is due until its newest version is confirmed, each time a little later", async () => {
    const copy = await aCopy();
    if (!copy) return;
    const { db, name, due, later } = copy;
    await noteChange(db, name);
    const version = await readVersion(db, name);
    expect(await due()).toEqual(["rules"]);
    // Put off by the try before.
    expect(await due()).toEqual([]);
    const pauses: number[] = [];
    for (let tries = 0; tries < 9; tries += 1) {
      await later();
      expect(await due()).toEqual(["rules"]);
      const [row] = await db.select().from(authoredCopies).where(eq(authoredCopies.key, name.key));
      pauses.push(Math.round((row!.dueAt.getTime() - Date.now()) / 1000));
    }
    expect(pauses.at(0)).toBeLessThanOrEqual(10);
    expect(pauses.at(-1)).toBeGreaterThan(290);
    expect(pauses.at(-1)).toBeLessThanOrEqual(300);
    expect(await confirmCopy(db, name, version - 1)).toBe(false);
    await later();
    expect(await due()).toEqual(["rules"]);
    expect(await confirmCopy(db, name, version)).toBe(true);
    await later();
    expect(await due()).toEqual([]);
    // A confirmation that comes late takes nothing back.
    expect(await confirmCopy(db, name, version - 1)).toBe(true);
    // The next change is due at once, whatever the tries before.
    await noteChange(db, name);
    expect(await due()).toEqual(["rules"]);
  });

  test("an object that has more than Postgres knows is given the present copy under a higher version", async () => {
    const copy = await aCopy();
    if (!copy) return;
    const { db, name } = copy;
    await noteChange(db, name);
    const ahead = (await readVersion(db, name)) + 1_000_000;
    expect(await confirmCopy(db, name, ahead)).toBe(false);
    expect(await readVersion(db, name)).toBe(ahead + 1);
    expect(await confirmCopy(db, name, ahead + 1)).toBe(true);
  });

  test("what is authored no more is confirmed as it is, and goes with its organization", async () => {
    const copy = await aCopy();
    if (!copy) return;
    const { db, name, orgId, due } = copy;
    await noteChange(db, name);
    expect(await confirmCopy(db, name, null)).toBe(true);
    expect(await due()).toEqual([]);
    await db.delete(organizations).where(eq(organizations.id, orgId));
    expect(await readVersion(db, name)).toBe(0);
  });
});
