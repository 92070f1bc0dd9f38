CREATE TABLE "authored_copies" (
	"subject" text NOT NULL,
	"key" text NOT NULL,
	"org_id" text NOT NULL,
	"version" bigint NOT NULL,
	"confirmed" bigint DEFAULT 0 NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	CONSTRAINT "authored_copies_subject_key_pk" PRIMARY KEY("subject","key")
);
--> statement-breakpoint
ALTER TABLE "authored_copies" ADD CONSTRAINT "authored_copies_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "authored_copies_due" ON "authored_copies" USING btree ("due_at") WHERE "authored_copies"."confirmed" < "authored_copies"."version";