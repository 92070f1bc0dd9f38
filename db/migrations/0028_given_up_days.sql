CREATE TABLE "given_up_days" (
	"account" text NOT NULL,
	"day" text NOT NULL,
	"taken" integer NOT NULL,
	"marked" integer NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "given_up_days_account_day_pk" PRIMARY KEY("account","day")
);
