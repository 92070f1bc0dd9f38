CREATE TABLE "team_members" (
	"team_id" text NOT NULL,
	"person_id" text NOT NULL,
	CONSTRAINT "team_members_team_id_person_id_pk" PRIMARY KEY("team_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "teams" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"title" text NOT NULL,
	"color" text NOT NULL,
	"priority" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "text_requests" (
	"org_id" text NOT NULL,
	"person_id" text NOT NULL,
	"id" text NOT NULL,
	"campaign_id" text,
	"asked" integer NOT NULL,
	"state" text NOT NULL,
	"taken" integer,
	"taken_from" text,
	"note" text,
	"decided_by" text,
	"asked_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"version" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "text_requests_org_id_person_id_id_pk" PRIMARY KEY("org_id","person_id","id")
);
--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "team_members_person" ON "team_members" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "teams_title" ON "teams" USING btree ("org_id",lower("title"));--> statement-breakpoint
CREATE INDEX "text_requests_state" ON "text_requests" USING btree ("org_id","state","asked_at");--> statement-breakpoint
-- Every organization has an owner: until now its first admin was what an owner is.
UPDATE "memberships" m SET "role" = 'OWNER' FROM (
  SELECT DISTINCT ON ("org_id") "org_id", "person_id" FROM "memberships" WHERE "role" = 'ADMIN' ORDER BY "org_id", "created_at", "person_id"
) first WHERE m."org_id" = first."org_id" AND m."person_id" = first."person_id"
  AND NOT EXISTS (SELECT 1 FROM "memberships" o WHERE o."org_id" = m."org_id" AND o."role" = 'OWNER');
