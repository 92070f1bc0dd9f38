import { index, pgTable, text } from "drizzle-orm/pg-core";
import type { ApiScope } from "../../domain/phone-service/api-tokens.ts";
import { jsonb, time } from "./columns.ts";
import { organizations } from "./organization.ts";

/** What programs call the phone service with. A revoked token stays, so that it is known who had made and revoked it. */
export const apiTokens = pgTable(
  "api_tokens",
  {
    id: text("id").primaryKey(),
    orgId: text("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    scopes: jsonb("scopes").$type<ApiScope[]>().notNull(),
    /** SHA-256 of the secret, base64url: nobody who reads this table can use a token. */
    secretHash: text("secret_hash").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
    createdBy: text("created_by").notNull(),
    revokedAt: time("revoked_at"),
    revokedBy: text("revoked_by"),
  },
  (t) => [index("api_tokens_org").on(t.orgId)],
);
