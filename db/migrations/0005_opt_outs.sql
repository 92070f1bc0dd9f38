CREATE TABLE "bad_numbers" (
	"org_id" text NOT NULL,
	"cell" text NOT NULL,
	"code" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "bad_numbers_org_id_cell_pk" PRIMARY KEY("org_id","cell")
);
--> statement-breakpoint
CREATE TABLE "opt_out_reviews" (
	"org_id" text NOT NULL,
	"sid" text NOT NULL,
	"cell" text NOT NULL,
	"contact_id" text NOT NULL,
	"campaign_id" text NOT NULL,
	"body" text NOT NULL,
	"reason" text NOT NULL,
	"phrase" text NOT NULL,
	"state" text NOT NULL,
	"by_person_id" text,
	"at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"version" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "opt_out_reviews_org_id_sid_pk" PRIMARY KEY("org_id","sid")
);
--> statement-breakpoint
CREATE TABLE "opt_out_words" (
	"org_id" text NOT NULL,
	"cell" text NOT NULL,
	"version" bigint NOT NULL,
	"opted_out" boolean NOT NULL,
	"changed" boolean NOT NULL,
	"reason" text NOT NULL,
	"note" text NOT NULL,
	"source_contact_id" text,
	"source_message_id" text,
	"by_person_id" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "opt_out_words_org_id_cell_version_pk" PRIMARY KEY("org_id","cell","version")
);
--> statement-breakpoint
CREATE TABLE "sender_problems" (
	"org_id" text NOT NULL,
	"queue_key" text NOT NULL,
	"sender" text NOT NULL,
	"code" integer NOT NULL,
	"count" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "sender_problems_org_id_queue_key_sender_code_pk" PRIMARY KEY("org_id","queue_key","sender","code")
);
--> statement-breakpoint
ALTER TABLE "opt_outs" ADD COLUMN "note" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "opt_out_reviews_open" ON "opt_out_reviews" USING btree ("org_id","at") WHERE "opt_out_reviews"."state" = 'open';--> statement-breakpoint
CREATE INDEX "opt_out_reviews_decided" ON "opt_out_reviews" USING btree ("org_id","decided_at");--> statement-breakpoint
CREATE INDEX "opt_outs_time" ON "opt_outs" USING btree ("org_id","at","cell");