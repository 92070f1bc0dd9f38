ALTER TABLE "messages" ADD COLUMN "zone" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "zone_source" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "local_time" text;