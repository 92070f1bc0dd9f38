CREATE TABLE "carrier_former_holders" (
	"sid" text NOT NULL,
	"org_id" text NOT NULL,
	"sealed" text,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "carrier_former_holders_sid_org_id_pk" PRIMARY KEY("sid","org_id")
);
--> statement-breakpoint
CREATE TABLE "deleted_labels" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"deleted_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "carrier_former_holders" ADD CONSTRAINT "carrier_former_holders_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deleted_labels" ADD CONSTRAINT "deleted_labels_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "carrier_former_holders_org" ON "carrier_former_holders" USING btree ("org_id");--> statement-breakpoint
CREATE INDEX "deleted_labels_org" ON "deleted_labels" USING btree ("org_id","deleted_at");--> statement-breakpoint
-- Objects have had no copy of labels so far.
INSERT INTO authored_copies (subject, key, org_id, version, due_at)
SELECT 'labels', id, id, floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint, now() FROM organizations
ON CONFLICT (subject, key) DO NOTHING;
