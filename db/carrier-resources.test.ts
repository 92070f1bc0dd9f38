import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../domain/ids.ts";
import { openRealTestDatabase, openTestDatabase } from "../tools/local/postgres/neon-test-database.ts";
import type { TestDatabase } from "../tools/local/postgres/neon-test-database.ts";
import {
  accountRow,
  claimService,
  currentAccount,
  leaveAccount,
  moveAccount,
  moveService,
  resealAccount,
  saveAccount,
  serviceOwner,
} from "./carrier-resources.ts";
import { authoredCopies } from "./schema/authored-copies.ts";
import { organizations } from "./schema/organization.ts";

const sid = (prefix: string) => prefix + crypto.randomUUID().replaceAll("-", "");
const MIGRATIONS = join(import.meta.dirname, "migrations");
const FILE = readdirSync(MIGRATIONS).find((file) => file.endsWith("_carrier_resources.sql")) ?? "";
const MIGRATION = readFileSync(join(MIGRATIONS, FILE), "utf8");

describe.each<[string, () => Promise<TestDatabase | null>]>([
  ["PGlite", openTestDatabase],
  ["PostgreSQL", openRealTestDatabase],
])("on %s", (_, open) => {
  let opened: TestDatabase | null = null;
  beforeAll(async () => void (opened = await open()));
  afterAll(() => opened?.close());

  /** null where no PostgreSQL is installed. */
  async function organizationsOf(count: number) {
    if (!opened) return null;
    const { db } = opened;
    const orgIds = Array.from({ length: count }, () => newId("o"));
    await db.insert(organizations).values(orgIds.map((id) => ({ id, name: "Org" })));
    const settingsOf = async (orgId: string) => {
      const [row] = await db
        .select({ settings: organizations.settings })
        .from(organizations)
        .where(eq(organizations.id, orgId));
      return row?.settings;
    };
    const [ours = "", theirs = ""] = orgIds;
    return { db, orgIds, ours, theirs, settingsOf };
  }
  const account = (orgId: string, accountSid: string, sealed = "v1.a.b.c") => ({
    accountSid,
    orgId,
    sealed,
    apiKeySid: null,
    hasWebhookKey: false,
  });

  test("of organizations that name a service at the same moment one gets it, and keeps it", async () => {
    const world = await organizationsOf(12);
    if (!world) return;
    const { db, orgIds } = world;
    const service = sid("MG");
    const got = await Promise.all(orgIds.map((orgId) => claimService(db, orgId, service)));
    expect(got.filter(Boolean)).toHaveLength(1);
    const owner = orgIds[got.indexOf(true)]!;
    expect(await serviceOwner(db, service)).toBe(owner);
    expect(await claimService(db, owner, service)).toBe(true);
    expect(
      await claimService(
        db,
        orgIds.find((each) => each !== owner)!,
        service,
      ),
    ).toBe(false);
  });

  test("a service that is moved is the other organization's, and nobody else names it any more", async () => {
    const world = await organizationsOf(2);
    if (!world) return;
    const { db, ours, theirs, settingsOf } = world;
    const service = sid("MG");
    await claimService(db, ours, service);
    const settings = { messagingServiceSid: service };
    await db.update(organizations).set({ settings }).where(eq(organizations.id, ours));
    await moveService(db, service, theirs);
    expect(await serviceOwner(db, service)).toBe(theirs);
    expect(await claimService(db, ours, service)).toBe(false);
    expect(await settingsOf(ours)).toEqual({});
    await moveService(db, sid("MG"), theirs);
  });

  test("of organizations that enter one account at the same moment one gets it; the others change nothing", async () => {
    const world = await organizationsOf(8);
    if (!world) return;
    const { db, orgIds } = world;
    const shared = sid("AC");
    const got = await Promise.all(orgIds.map((orgId) => saveAccount(db, account(orgId, shared, `v1.${orgId}`))));
    expect(got.filter(Boolean)).toHaveLength(1);
    const owner = orgIds[got.indexOf(true)]!;
    expect(await accountRow(db, shared)).toMatchObject({ orgId: owner, sealed: `v1.${owner}` });
    const current = await Promise.all(orgIds.map((orgId) => currentAccount(db, orgId)));
    expect(current.map((row) => row?.accountSid ?? null)).toEqual(orgIds.map((id) => (id === owner ? shared : null)));
  });

  test("an organization has one current account, keeps earlier ones, and can leave all", async () => {
    const world = await organizationsOf(1);
    if (!world) return;
    const { db, ours } = world;
    const [first, second] = [sid("AC"), sid("AC")];
    await saveAccount(db, account(ours, first));
    await saveAccount(db, account(ours, second));
    expect(await currentAccount(db, ours)).toMatchObject({ accountSid: second });
    expect(await accountRow(db, first)).toMatchObject({ orgId: ours });
    await saveAccount(db, account(ours, first, "v1.new"));
    expect(await currentAccount(db, ours)).toMatchObject({ accountSid: first, sealed: "v1.new" });
    await leaveAccount(db, ours);
    expect(await currentAccount(db, ours)).toBeNull();
    expect(await accountRow(db, first)).not.toBeNull();
    // Each change is noted for the organization's object, and for the object whose limits of sending it moves.
    const noted = await db
      .select({ subject: authoredCopies.subject })
      .from(authoredCopies)
      .where(eq(authoredCopies.orgId, ours));
    expect(noted.map(({ subject }) => subject).sort()).toEqual(["carrier_accounts", "phone_service", "sending_limits"]);
  });

  test("an account that is moved is nobody's current one, and was sealed for its new organization", async () => {
    const world = await organizationsOf(2);
    if (!world) return;
    const { db, ours, theirs } = world;
    const moved = sid("AC");
    await saveAccount(db, account(ours, moved));
    await moveAccount(db, { accountSid: moved, orgId: theirs, sealed: "v1.theirs" }, account(ours, moved, "v1.ours"));
    expect(await accountRow(db, moved)).toMatchObject({ orgId: theirs, sealed: "v1.theirs" });
    expect(await currentAccount(db, ours)).toBeNull();
    expect(await currentAccount(db, theirs)).toBeNull();
    expect(await saveAccount(db, account(ours, moved))).toBe(false);
  });

  test("sealing anew does not undo what an admin entered meanwhile", async () => {
    const world = await organizationsOf(1);
    if (!world) return;
    const { db, ours } = world;
    const entered = sid("AC");
    await saveAccount(db, account(ours, entered, "v1.old"));
    const row = (await accountRow(db, entered))!;
    await saveAccount(db, account(ours, entered, "v1.entered"));
    await resealAccount(db, row, "v1.resealed");
    expect(await accountRow(db, entered)).toMatchObject({ sealed: "v1.entered" });
  });

  test("a service that two organizations named before the migration is the older one's", async () => {
    const world = await organizationsOf(2);
    if (!world) return;
    const { db, ours, theirs } = world;
    const service = sid("MG");
    const settings = { messagingServiceSid: service };
    await db
      .update(organizations)
      .set({ settings, createdAt: new Date(2000) })
      .where(eq(organizations.id, ours));
    await db
      .update(organizations)
      .set({ settings, createdAt: new Date(1000) })
      .where(eq(organizations.id, theirs));
    const insert = MIGRATION.slice(MIGRATION.indexOf("INSERT INTO")).trim().replace(/;$/, "");
    await db.execute(sql.raw(`${insert} ON CONFLICT DO NOTHING`));
    expect(await serviceOwner(db, service)).toBe(theirs);
  });
});
