ALTER TABLE "campaigns" ADD COLUMN "saved_by" text;--> statement-breakpoint
ALTER TABLE "campaigns" ADD COLUMN "saved_at" timestamp with time zone;