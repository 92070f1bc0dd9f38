import { boolean, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";
import { organizations } from "./organization.ts";

/** Which organization a Messaging Service belongs to: no other one may text by it. */
export const carrierServices = pgTable("carrier_services", {
  sid: text("sid").primaryKey(),
  orgId: text("org_id")
    .notNull()
    .references(() => organizations.id, { onDelete: "cascade" }),
  since: time("since").notNull().defaultNow(),
});

/**
 * Carrier accounts of organizations' own. An account that is not the current one any more stays for the campaigns that were
 * started with it (docs/decisions/0025).
 */
export const carrierAccounts = pgTable("carrier_accounts", {
  accountSid: text("account_sid").primaryKey(),
  orgId: text("org_id")
    .notNull()
    .references(() => organizations.id, { onDelete: "cascade" }),
  /** Its secrets (durable-objects/kit/sealing). */
  sealed: text("sealed").notNull(),
  apiKeySid: text("api_key_sid"),
  hasWebhookKey: boolean("has_webhook_key").notNull(),
  setAt: time("set_at").notNull(),
});

/**
 * Organizations from which the operator has taken a Messaging Service or an account (docs/decisions/0033). Replies to what
 * they sent by it still reach them.
 */
export const carrierFormerHolders = pgTable(
  "carrier_former_holders",
  {
    sid: text("sid").notNull(),
    orgId: text("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    /** An account's secrets, sealed for this organization; null for a service. */
    sealed: text("sealed"),
    since: time("since").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.sid, t.orgId] }), index("carrier_former_holders_org").on(t.orgId)],
);
