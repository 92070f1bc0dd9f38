import { beforeEach, describe, expect, test } from "vitest";
import type { SealedAccount } from "../../domain/sending/own-account.ts";
import { parseForm, sign } from "../../twilio/signature.ts";
import type { OpenedSecrets } from "../bindings/own-accounts.ts";
import { createLogger } from "../kit/log/log.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type { PutAside } from "../rpc/put-aside.ts";
import { migratedSql } from "../testing/node-sql.ts";
import { HELD_BOUNDS, HeldWebhooksStore } from "./held-webhooks.ts";
import { ORGANIZATION_MIGRATIONS } from "./schema.ts";

const ORG = "o000000000000001";
const AC = `AC${"a".repeat(32)}`;
const OTHER = `AC${"b".repeat(32)}`;
const URL = "https://text.example.org/webhooks/twilio/o1/inbound";
const TOKEN = "token of the account";

let sql: Sql;
let opens: Set<string>;
let forwarded: PutAside[];
let isQueueAway: boolean;
let dueMs: number | null;
let nowMs: number;
let store: HeldWebhooksStore;

/** As after a restart. */
function open(): HeldWebhooksStore {
  const set = (_: string, atMs: number) => void (dueMs = atMs);
  return new HeldWebhooksStore({
    sql,
    now: () => nowMs,
    schedule: { set, setIfEarlier: set },
    accounts: () => [AC, OTHER].map((accountSid): SealedAccount => ({ accountSid, sealed: "" })),
    open: async (_, { accountSid }): Promise<OpenedSecrets> =>
      opens.has(accountSid)
        ? {
            ok: true,
            isOld: false,
            secrets: { authToken: TOKEN, formerAuthToken: null, apiKey: null, webhookKey: null },
          }
        : { ok: false, why: `enter ${accountSid} again` },
    forward: async (request) => {
      if (isQueueAway) throw new Error("the queue is away");
      forwarded.push(request);
    },
    log: createLogger(),
  });
}

beforeEach(() => {
  sql = migratedSql(ORGANIZATION_MIGRATIONS);
  [opens, forwarded, isQueueAway, dueMs, nowMs] = [new Set(), [], false, null, 1_000_000];
  store = open();
});

function webhook(n: number, { token = TOKEN, client = "192.0.2.1", body = "", accountSid = AC } = {}) {
  const form = `MessageSid=SM${n}&Body=${body || `text+${n}`}`;
  return {
    orgId: ORG,
    accountSid,
    url: URL,
    body: form,
    contentType: "application/x-www-form-urlencoded",
    signature: sign(token, URL, parseForm(form)),
    signatureSettings: null,
    client,
  };
}

describe("a webhook of an account that does not open", () => {
  test("is kept as it came, counts once, and is delivered when the account opens and its signature is right", async () => {
    expect(await store.hold(webhook(1))).toEqual({ ok: true });
    expect(await store.hold(webhook(1))).toEqual({ ok: true });
    nowMs += 5;
    expect(await store.hold(webhook(2))).toEqual({ ok: true });
    expect(await store.now()).toEqual({ waiting: 2, dropped: 0, turnedAway: 0, why: `enter ${AC} again` });
    expect(dueMs).toBe(1_060_005);
    store = open();
    await store.prove();
    expect(forwarded).toEqual([]);
    expect(dueMs).toBe(nowMs + 60_000);

    opens.add(AC);
    store.accountsChanged();
    expect(dueMs).toBe(nowMs);
    await store.prove();
    expect(forwarded).toEqual([
      { kind: "inbound", orgId: ORG, form: webhook(1).body, by: "held", at: 1_000_000 },
      { kind: "inbound", orgId: ORG, form: webhook(2).body, by: "held", at: 1_000_005 },
    ]);
    expect(await open().now()).toEqual({ waiting: 0, dropped: 0, turnedAway: 0, why: null });
  });

  test("that is forged is dropped and counted", async () => {
    await store.hold(webhook(1, { token: "a guess" }));
    await store.hold(webhook(2));
    await store.hold({ ...webhook(3), body: webhook(4).body });
    opens.add(AC);
    await store.prove();
    expect(forwarded.map(({ form }) => form)).toEqual([webhook(2).body]);
    expect(await open().now()).toMatchObject({ waiting: 0, dropped: 2 });
  });

  test("waits on while the queue is away, and one account does not hold up another", async () => {
    await store.hold(webhook(1));
    await store.hold(webhook(2, { accountSid: OTHER }));
    opens.add(OTHER);
    isQueueAway = true;
    await expect(store.prove()).rejects.toThrow("the queue is away");
    expect(await store.now()).toMatchObject({ waiting: 2 });
    isQueueAway = false;
    await store.prove();
    expect(forwarded.map(({ form }) => form)).toEqual([webhook(2).body]);
    expect(await store.now()).toMatchObject({ waiting: 1, why: `enter ${AC} again` });
  });

  test("and of one that opens, or that the organization does not have, is not held", async () => {
    opens.add(AC);
    expect(await store.hold(webhook(1))).toMatchObject({ ok: false, reason: "not_needed" });
    const strange = webhook(1, { accountSid: `AC${"c".repeat(32)}` });
    expect(await store.hold(strange)).toMatchObject({ ok: false, reason: "not_needed" });
    expect(await store.now()).toMatchObject({ waiting: 0 });
  });

  test("is delivered also when there are thousands, some at a time", async () => {
    for (let n = 0; n < 1_200; n += 1) await store.hold(webhook(n, { client: `192.0.2.${n % 4}` }));
    opens.add(AC);
    await store.prove();
    expect(forwarded).toHaveLength(500);
    expect(dueMs).toBe(nowMs);
    await store.prove();
    await store.prove();
    expect(new Set(forwarded.map(({ form }) => form)).size).toBe(1_200);
    expect(await open().now()).toMatchObject({ waiting: 0, dropped: 0 });
  });
});

describe("a stranger who posts what nobody can prove", () => {
  test("gets no further than the bound for one address, which leaves room for the carrier", async () => {
    let refused = 0;
    for (let n = 0; n < HELD_BOUNDS.perClient + 50; n += 1) {
      const kept = await store.hold(webhook(n, { token: "a guess", client: "203.0.113.9" }));
      if (!kept.ok) refused += 1;
    }
    expect(refused).toBe(50);
    expect(await store.now()).toMatchObject({ waiting: HELD_BOUNDS.perClient, turnedAway: 50 });
    expect(await store.hold(webhook(9_999))).toEqual({ ok: true });
  });

  test("finds the store bounded in all, from however many addresses, also after a restart", async () => {
    for (let n = 0; n < HELD_BOUNDS.webhooks; n += 1) {
      await store.hold(webhook(n, { token: "a guess", client: `203.0.113.${n % 200}` }));
    }
    store = open();
    expect(await store.hold(webhook(10_000))).toMatchObject({ ok: false, reason: "no_room" });
    expect(await store.now()).toMatchObject({ waiting: HELD_BOUNDS.webhooks, turnedAway: 1 });
    // Room again once it is known to be false.
    opens.add(AC);
    for (let wakes = 0; wakes < 10; wakes += 1) await store.prove();
    expect(await store.now()).toMatchObject({ waiting: 0, dropped: HELD_BOUNDS.webhooks });
    expect(forwarded).toEqual([]);
  });

  test("cannot fill it with large bodies", async () => {
    const large = webhook(1, { body: "x".repeat(HELD_BOUNDS.bytesEach) });
    expect(await store.hold(large)).toMatchObject({ ok: false, reason: "no_room" });
    const most = Math.ceil(HELD_BOUNDS.bytes / 30_000);
    for (let n = 0; n < most + 10; n += 1) {
      await store.hold(webhook(n, { body: "y".repeat(30_000), client: `203.0.113.${n % 9}` }));
    }
    const kept = sql.scalar<number>("SELECT SUM(bytes) FROM held_webhooks") ?? 0;
    expect(kept).toBeGreaterThan(HELD_BOUNDS.bytes - 60_000);
    expect(kept).toBeLessThanOrEqual(HELD_BOUNDS.bytes);
  });
});
