CREATE TABLE "carrier_accounts" (
	"account_sid" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"sealed" text NOT NULL,
	"api_key_sid" text,
	"has_webhook_key" boolean NOT NULL,
	"set_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "carrier_services" (
	"sid" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "carrier_account_sid" text;--> statement-breakpoint
ALTER TABLE "carrier_accounts" ADD CONSTRAINT "carrier_accounts_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "carrier_services" ADD CONSTRAINT "carrier_services_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- A service that two organizations name goes to the one that is older.
INSERT INTO "carrier_services" ("sid", "org_id")
SELECT DISTINCT ON ("settings" ->> 'messagingServiceSid') "settings" ->> 'messagingServiceSid', "id"
FROM "organizations"
WHERE "settings" ->> 'messagingServiceSid' IS NOT NULL
ORDER BY "settings" ->> 'messagingServiceSid', "created_at", "id";
