CREATE TABLE "number_alerts" (
	"org_id" text NOT NULL,
	"number" text NOT NULL,
	"why" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"rest_until" timestamp with time zone,
	"step" text NOT NULL,
	"cleared_at" timestamp with time zone,
	CONSTRAINT "number_alerts_org_id_number_pk" PRIMARY KEY("org_id","number")
);
--> statement-breakpoint
CREATE TABLE "sender_hours" (
	"org_id" text NOT NULL,
	"queue_key" text NOT NULL,
	"sender" text NOT NULL,
	"hour" integer NOT NULL,
	"service" text,
	"texts" integer NOT NULL,
	"delivered" integer NOT NULL,
	"failed" integer NOT NULL,
	"filtered" integer NOT NULL,
	"refused" integer NOT NULL,
	"opt_outs" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "sender_hours_org_id_queue_key_sender_hour_pk" PRIMARY KEY("org_id","queue_key","sender","hour")
);
--> statement-breakpoint
CREATE INDEX "sender_hours_hour" ON "sender_hours" USING btree ("hour");