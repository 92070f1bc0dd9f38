CREATE TABLE "labels" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "script_snapshots" (
	"campaign_id" text NOT NULL,
	"version" integer NOT NULL,
	"org_id" text NOT NULL,
	"script" jsonb NOT NULL,
	"by_person_id" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "script_snapshots_campaign_id_version_pk" PRIMARY KEY("campaign_id","version")
);
--> statement-breakpoint
ALTER TABLE "campaigns" ADD COLUMN "script_revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "campaigns" ADD COLUMN "script_saved_by" text;--> statement-breakpoint
ALTER TABLE "campaigns" ADD COLUMN "script_saved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "labels" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "script_step" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "script_variant" integer;--> statement-breakpoint
ALTER TABLE "labels" ADD CONSTRAINT "labels_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "labels_name" ON "labels" USING btree ("org_id",lower("name"));