ALTER TABLE "people" DROP CONSTRAINT "people_email_unique";--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "org_id" text;--> statement-breakpoint
ALTER TABLE "sign_in_attempts" ADD COLUMN "person_id" text;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "people_email_org" ON "people" USING btree ("email","org_id");--> statement-breakpoint
-- An account belongs to the organization that it joined first: until now no account could join a second one.
UPDATE "people" p SET "org_id" = m."org_id" FROM (
  SELECT DISTINCT ON ("person_id") "person_id", "org_id" FROM "memberships" ORDER BY "person_id", "created_at", "org_id"
) m WHERE m."person_id" = p."id";--> statement-breakpoint
-- Until now an e-mail was one account: places and devices that knew the e-mail knew that account.
UPDATE "sign_in_attempts" a SET "person_id" = p."id" FROM "people" p
  WHERE p."email" = a."email" AND (a."succeeded" OR a."device" IS NOT NULL);
