import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../domain/ids.ts";
import { openRealTestDatabase, openTestDatabase } from "../tools/local/postgres/neon-test-database.ts";
import type { TestDatabase } from "../tools/local/postgres/neon-test-database.ts";
import { accountRow, claimService, moveAccount, moveService, saveAccount, serviceOwner } from "./carrier-resources.ts";
import { formerAccountsOf, formerHoldersOf, holdersOf, lostResourcesOf, sharedResourcesOf } from "./former-holders.ts";
import { authoredCopies } from "./schema/authored-copies.ts";
import { campaigns } from "./schema/campaigns.ts";
import { organizations } from "./schema/organization.ts";

const sid = (prefix: string) => prefix + crypto.randomUUID().replaceAll("-", "");

describe.each<[string, () => Promise<TestDatabase | null>]>([
  ["PGlite", openTestDatabase],
  ["PostgreSQL", openRealTestDatabase],
])("on %s", (_, open) => {
  let opened: TestDatabase | null = null;
  beforeAll(async () => void (opened = await open()));
  afterAll(() => opened?.close());

  /** null where no PostgreSQL is installed. */
  async function world(count = 3) {
    if (!opened) return null;
    const { db } = opened;
    const orgIds = Array.from({ length: count }, () => newId("o"));
    await db.insert(organizations).values(orgIds.map((id) => ({ id, name: "Org" })));
    const columns = async (orgId: string) => {
      const [row] = await db
        .select({
          lost: lostResourcesOf(orgId),
          former: formerAccountsOf(orgId),
          shared: sharedResourcesOf(orgId),
        })
        .from(organizations)
        .where(eq(organizations.id, orgId));
      return row;
    };
    const [first = "", second = "", third = ""] = orgIds;
    return { db, first, second, third, columns };
  }
  const account = (orgId: string, accountSid: string, sealed: string) => ({
    accountSid,
    orgId,
    sealed,
    apiKeySid: null,
    hasWebhookKey: false,
  });

  test("a service has a present holder and former ones; who gets it back is none any more", async () => {
    const made = await world();
    if (!made) return;
    const { db, first, second, third, columns } = made;
    const service = sid("MG");
    await claimService(db, first, service);
    expect(await columns(first)).toEqual({ lost: [], former: [], shared: [] });
    await moveService(db, service, second);
    await moveService(db, service, third);
    const formers = [first, second].toSorted();
    const shared = [{ sid: service, orgIds: [third, ...formers] }];
    for (const orgId of [first, second]) expect(await columns(orgId)).toEqual({ lost: [service], former: [], shared });
    expect(await columns(third)).toEqual({ lost: [], former: [], shared });
    expect((await holdersOf(db, service, third)).toSorted()).toEqual([first, second, third].toSorted());

    await moveService(db, service, first);
    await moveService(db, service, first);
    expect(await columns(first)).toMatchObject({
      lost: [],
      shared: [{ orgIds: [first, ...[second, third].toSorted()] }],
    });
    expect(await serviceOwner(db, service)).toBe(first);
  });

  test("a service that nobody had has no former holder", async () => {
    const made = await world();
    if (!made) return;
    const { db, first, columns } = made;
    const service = sid("MG");
    await moveService(db, service, first);
    expect(await columns(first)).toEqual({ lost: [], former: [], shared: [] });
    expect(await serviceOwner(db, service)).toBe(first);
  });

  test("a move is noted for both organizations and each of their campaigns but archived ones, above all versions before", async () => {
    const made = await world();
    if (!made) return;
    const { db, first, second, third } = made;
    const service = sid("MG");
    await claimService(db, first, service);
    const ids = { draft: newId("c"), active: newId("c"), archived: newId("c"), theirs: newId("c"), others: newId("c") };
    await db.insert(campaigns).values([
      { id: ids.draft, orgId: first },
      { id: ids.active, orgId: first, status: "ACTIVE" as const },
      { id: ids.archived, orgId: first, status: "ARCHIVED" as const },
      { id: ids.theirs, orgId: second, status: "CLOSED" as const },
      { id: ids.others, orgId: third, status: "ACTIVE" as const },
    ]);
    const far = 9e15;
    const before = {
      subject: "campaign_settings" as const,
      key: ids.active,
      orgId: first,
      version: far,
      dueAt: sql`now()`,
    };
    await db.insert(authoredCopies).values({ ...before, confirmed: far });
    await moveService(db, service, second);
    const noted = await db.select().from(authoredCopies);
    const of = (subject: string) => noted.filter((row) => row.subject === subject && row.confirmed < row.version);
    const campaignKeys = of("campaign_settings").map(({ key }) => key);
    expect(campaignKeys).toEqual(expect.arrayContaining([ids.draft, ids.active, ids.theirs]));
    expect(campaignKeys).not.toContain(ids.archived);
    expect(campaignKeys).not.toContain(ids.others);
    expect(noted.find(({ key }) => key === ids.active)?.version).toBe(far + 1);
    expect(of("carrier_accounts").map(({ key }) => key)).toEqual(expect.arrayContaining([first, second]));
  });

  test("an account stays sealed for its former holder, anew when its present holder changes the token", async () => {
    const made = await world();
    if (!made) return;
    const { db, first, second, columns } = made;
    const shared = sid("AC");
    await saveAccount(db, account(first, shared, "v1.first"));
    await moveAccount(
      db,
      { accountSid: shared, orgId: second, sealed: "v1.second" },
      account(first, shared, "v1.first"),
    );
    expect(await columns(first)).toMatchObject({
      lost: [shared],
      former: [{ accountSid: shared, sealed: "v1.first" }],
      shared: [{ sid: shared, orgIds: [second, first] }],
    });
    const former = await formerHoldersOf(db, shared);
    expect(former).toEqual([{ accountSid: shared, orgId: first, sealed: "v1.first" }]);
    const anew = former.map(({ accountSid, orgId }) => ({ accountSid, orgId, sealed: "v1.first.next" }));
    expect(await saveAccount(db, account(second, shared, "v1.second.next"), anew)).toBe(true);
    expect(await accountRow(db, shared)).toMatchObject({ orgId: second, sealed: "v1.second.next" });
    expect(await columns(first)).toMatchObject({ former: [{ accountSid: shared, sealed: "v1.first.next" }] });
    await moveAccount(
      db,
      { accountSid: shared, orgId: first, sealed: "v1.back" },
      account(second, shared, "v1.second.next"),
    );
    expect(await columns(first)).toMatchObject({ lost: [], former: [] });
    expect(await columns(second)).toMatchObject({ lost: [shared] });
  });
});
