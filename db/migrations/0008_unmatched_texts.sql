CREATE TABLE "unmatched_texts" (
	"org_id" text NOT NULL,
	"sid" text NOT NULL,
	"cell" text NOT NULL,
	"to_number" text NOT NULL,
	"body" text NOT NULL,
	"contact_id" text NOT NULL,
	"campaign_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"handled_at" timestamp with time zone,
	"handled_by" text,
	"version" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "unmatched_texts_org_id_sid_pk" PRIMARY KEY("org_id","sid")
);
--> statement-breakpoint
CREATE INDEX "unmatched_texts_time" ON "unmatched_texts" USING btree ("org_id","at","sid");--> statement-breakpoint
CREATE INDEX "unmatched_texts_open" ON "unmatched_texts" USING btree ("org_id","at","sid") WHERE "unmatched_texts"."handled_at" is null;--> statement-breakpoint
CREATE INDEX "unmatched_texts_cell" ON "unmatched_texts" USING btree ("org_id","cell");