CREATE TABLE "line_texts" (
	"org_id" text NOT NULL,
	"number" text NOT NULL,
	"id" text NOT NULL,
	"peer" text NOT NULL,
	"direction" text NOT NULL,
	"body" text NOT NULL,
	"user_id" text,
	"send_status" text,
	"sid" text,
	"error_code" integer,
	"at" timestamp with time zone NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "line_texts_org_id_number_id_at_pk" PRIMARY KEY("org_id","number","id","at")
);
--> statement-breakpoint
CREATE TABLE "loop_stops" (
	"org_id" text NOT NULL,
	"number" text NOT NULL,
	"peer" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "loop_stops_org_id_number_peer_at_pk" PRIMARY KEY("org_id","number","peer","at")
);
--> statement-breakpoint
CREATE INDEX "line_texts_number_time" ON "line_texts" USING btree ("org_id","number","at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "line_texts_user_time" ON "line_texts" USING btree ("org_id","user_id","at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "loop_stops_time" ON "loop_stops" USING btree ("org_id","at" DESC NULLS LAST);