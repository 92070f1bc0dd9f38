CREATE TABLE "number_reservations" (
	"pool" text NOT NULL,
	"id" text NOT NULL,
	"area_code" text NOT NULL,
	"org_id" text NOT NULL,
	"holder_kind" text NOT NULL,
	"holder" text NOT NULL,
	"count" integer NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"released" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "number_reservations_pool_id_pk" PRIMARY KEY("pool","id")
);
--> statement-breakpoint
CREATE TABLE "numbers" (
	"pool" text NOT NULL,
	"number" text NOT NULL,
	"area_code" text NOT NULL,
	"sid" text NOT NULL,
	"state" text NOT NULL,
	"used_by" text,
	"rest_until" timestamp with time zone,
	"why" text,
	"at" timestamp with time zone NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "numbers_pool_number_pk" PRIMARY KEY("pool","number")
);
--> statement-breakpoint
CREATE INDEX "numbers_used_by" ON "numbers" USING btree ("used_by");